package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LeakyRelu;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.Loss;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.TransposedOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two networks that train against each other: one makes images from noise, the other tells them from true ones. For
 * images of 64 x 64 in three channels, 100 numbers of noise and a width of 64 they have 3,576,704 and 2,765,568
 * parameters, named as in PyTorch's example. Weights start from N(0, 0.02^2). Source: Radford, Metz, Chintala,
 * "Unsupervised representation learning with deep convolutional generative adversarial networks", 2016, figure 1.
 *
 * <p>Both learn in one step: {@link #game} plays a batch, {@link #loss} says what it cost them.
 *
 * <pre>{@code
 * Forward forward = batch -> gan.game(batch.inputs(), batch.more().getFirst());
 * new Trainer(gan, forward, Recipe.of(Dcgan.loss(), new Adam(2e-4, 0.5, 0.999, 1e-8, 0)))
 * }</pre>
 */
public record Dcgan(Generator generator, Discriminator discriminator) {
    private static final Options HALVE = Options.DEFAULT.stride(2).padding(1);
    private static final double STD = 0.02;

    /** Both networks, for images of size x size: 8, 16, 32, 64 and so on. */
    public static Dcgan of(int noise, int width, int channels, int size, RandomKey key) {
        return new Dcgan(
                Generator.of(noise, width, channels, size, key.fold("generator")),
                Discriminator.of(width, channels, size, key.fold("discriminator")));
    }

    /**
     * Logits [n, 3] of the discriminator: of true images [n, channels, size, size], of those that the generator makes of
     * the noise [n, noise, 1, 1] as the discriminator learns from them, and of the same as the generator does. The two
     * differ in their gradients alone: the second column's ends at the images, the third's passes through a
     * discriminator that stays as it is. So a step moves both networks at once, from where both stood before it.
     */
    public Tensor game(Tensor images, Tensor noise) {
        Tensor made = generator.forward(noise);
        return Tensor.stack(
                1,
                discriminator.forward(images),
                discriminator.forward(made.detach()),
                discriminator.frozen().forward(made));
    }

    /**
     * What a {@link #game} cost each sample: [n, 2]. Of the discriminator -log sigmoid(true) - log(1 - sigmoid(made)),
     * 2 ln 2 where it can but guess; of the generator -log sigmoid(made), then ln 2. Source: Goodfellow et al.,
     * "Generative adversarial nets", 2014, equation 1, and section 3 for the generator's.
     */
    public static Tensor costs(Tensor game) {
        Tensor discriminator =
                game.select(1, 0).neg().softplus().add(game.select(1, 1).softplus());
        return Tensor.stack(1, discriminator, game.select(1, 2).neg().softplus());
    }

    /** The mean over the samples of both networks' {@link #costs}; targets say nothing. */
    public static Loss loss() {
        return (game, _) -> costs(game).sum(1).mean();
    }

    /** Images [n, channels, size, size] between -1 and 1 from noise [n, noise, 1, 1] of N(0, 1). */
    public record Generator(Sequential main) implements Layer {
        /** Random parameters; the widest layer has {@code width size / 8} channels. */
        public static Generator of(int noise, int width, int channels, int size, RandomKey key) {
            int wide = widest(width, size);
            List<Layer> layers = new ArrayList<>();
            layers.add(enlarge(noise, wide, new TransposedOptions(Options.DEFAULT), key.fold(0)));
            for (int c = wide; c > width; c /= 2) {
                layers.addAll(List.of(norm(c), new Relu()));
                layers.add(enlarge(c, c / 2, new TransposedOptions(HALVE), key.fold(layers.size())));
            }
            layers.addAll(List.of(norm(width), new Relu()));
            layers.add(enlarge(width, channels, new TransposedOptions(HALVE), key.fold(layers.size())));
            layers.add(Tensor::tanh);
            return new Generator(new Sequential(layers));
        }

        private static Layer enlarge(int in, int out, TransposedOptions transposed, RandomKey key) {
            return new ConvTranspose2d(Init.normal(key, STD, in, out, 4, 4), Optional.empty(), transposed);
        }

        @Override
        public Tensor forward(Tensor noise) {
            return main.forward(noise);
        }
    }

    /** Logits [n] for images [n, channels, size, size]: above 0 for true ones. */
    public record Discriminator(Sequential main) implements Layer {
        /** Random parameters. */
        public static Discriminator of(int width, int channels, int size, RandomKey key) {
            int wide = widest(width, size);
            List<Layer> layers = new ArrayList<>();
            layers.addAll(List.of(reduce(channels, width, HALVE, key.fold(0)), new LeakyRelu(0.2)));
            for (int c = width; c < wide; c *= 2) {
                layers.addAll(
                        List.of(reduce(c, 2 * c, HALVE, key.fold(layers.size())), norm(2 * c), new LeakyRelu(0.2)));
            }
            layers.add(reduce(wide, 1, Options.DEFAULT, key.fold(layers.size())));
            return new Discriminator(new Sequential(layers));
        }

        private static Layer reduce(int in, int out, Options options, RandomKey key) {
            return new Conv2d(Init.normal(key, STD, out, in, 4, 4), Optional.empty(), options);
        }

        /** The same with parameters that get no gradient; batch norm's statistics are shared. */
        Discriminator frozen() {
            return new Discriminator(new Sequential(
                    main.layers().stream().map(Discriminator::frozen).toList()));
        }

        private static Layer frozen(Layer layer) {
            return switch (layer) {
                case Conv2d c -> new Conv2d(c.weight().detach(), c.bias().map(Tensor::detach), c.options(), c.border());
                case BatchNorm b ->
                    new BatchNorm(
                            b.weight().map(Tensor::detach),
                            b.bias().map(Tensor::detach),
                            b.runningMean(),
                            b.runningVar(),
                            b.momentum(),
                            b.eps());
                default -> layer;
            };
        }

        @Override
        public Tensor forward(Tensor images) {
            return main.forward(images).flatten();
        }
    }

    private static BatchNorm norm(int channels) {
        return BatchNorm.of(channels);
    }

    private static int widest(int width, int size) {
        if (size < 8 || Integer.bitCount(size) != 1) {
            throw new ShapeException(
                    "Dcgan: images of " + size + " x " + size + " aren't 4 x 4 doubled; take 8, 16, 32, 64 or 128");
        }
        return Shape.size("Dcgan", (long) width * size / 8);
    }
}
