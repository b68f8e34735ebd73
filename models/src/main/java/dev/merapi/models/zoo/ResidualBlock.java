package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.List;
import java.util.Optional;

/** y = relu(shortcut(x) + f(x)): what a {@link ResNet} is made of. The shortcut is x, or a 1 x 1 convolution of it. */
public sealed interface ResidualBlock extends Layer {
    /** Makes a block from {@code in} channels, with {@code width} channels inside. */
    @FunctionalInterface
    interface Maker {
        /** Random parameters. */
        ResidualBlock of(int in, int width, int stride, RandomKey key);
    }

    /** f(x). */
    Tensor residual(Tensor x);

    /** How x is fitted to f(x), if it doesn't by itself. */
    Optional<Sequential> downsample();

    /** The convolutions of f, each with the normalization behind it. */
    List<Conv2d> foldedConvolutions();

    /** What weighs the channels of f(x), if anything does. */
    default Optional<SqueezeExcitation> excitation() {
        return Optional.empty();
    }

    /** This block for use alone, without normalizations. */
    default FoldedResNet.Block folded() {
        return new FoldedResNet.Block(
                foldedConvolutions().stream().map(Conv2d::packed).toList(),
                excitation(),
                downsample()
                        .map(Sequential::layers)
                        .map(d -> ((BatchNorm) d.get(1)).folded((Conv2d) d.get(0)))
                        .map(Conv2d::packed));
    }

    @Override
    default Tensor forward(Tensor x) {
        Tensor shortcut = downsample().map(d -> d.forward(x)).orElse(x);
        return residual(x).addRelu(shortcut);
    }

    /** Two 3 x 3 convolutions. */
    record Basic(Conv2d conv1, BatchNorm bn1, Conv2d conv2, BatchNorm bn2, Optional<Sequential> downsample)
            implements ResidualBlock {
        @Override
        public Tensor residual(Tensor x) {
            Tensor h = bn1.forwardRelu(conv1.forward(x));
            return bn2.forward(conv2.forward(h));
        }

        @Override
        public List<Conv2d> foldedConvolutions() {
            return List.of(bn1.folded(conv1), bn2.folded(conv2));
        }
    }

    /** A 1 x 1 convolution to fewer channels, a 3 x 3 one, and a 1 x 1 one to four times as many. */
    record Bottleneck(
            Conv2d conv1,
            BatchNorm bn1,
            Conv2d conv2,
            BatchNorm bn2,
            Conv2d conv3,
            BatchNorm bn3,
            Optional<Sequential> downsample)
            implements ResidualBlock {
        @Override
        public Tensor residual(Tensor x) {
            Tensor h1 = bn1.forwardRelu(conv1.forward(x));
            Tensor h2 = bn2.forwardRelu(conv2.forward(h1));
            return bn3.forward(conv3.forward(h2));
        }

        @Override
        public List<Conv2d> foldedConvolutions() {
            return List.of(bn1.folded(conv1), bn2.folded(conv2), bn3.folded(conv3));
        }
    }

    /**
     * A {@link Bottleneck} whose channels are weighed before x is added. Source: Hu et al., "Squeeze-and-excitation
     * networks", 2018, figure 3.
     */
    record SqueezedBottleneck(
            Conv2d conv1,
            BatchNorm bn1,
            Conv2d conv2,
            BatchNorm bn2,
            Conv2d conv3,
            BatchNorm bn3,
            SqueezeExcitation se,
            Optional<Sequential> downsample)
            implements ResidualBlock {
        @Override
        public Tensor residual(Tensor x) {
            Tensor h1 = bn1.forwardRelu(conv1.forward(x));
            Tensor h2 = bn2.forwardRelu(conv2.forward(h1));
            return se.forward(bn3.forward(conv3.forward(h2)));
        }

        @Override
        public List<Conv2d> foldedConvolutions() {
            return List.of(bn1.folded(conv1), bn2.folded(conv2), bn3.folded(conv3));
        }

        @Override
        public Optional<SqueezeExcitation> excitation() {
            return Optional.of(se);
        }
    }

    /** A {@link Basic} block. */
    static ResidualBlock basic(int in, int width, int stride, RandomKey key) {
        return new Basic(
                convolution(in, width, 3, stride, key.fold("conv1")),
                BatchNorm.of(width),
                convolution(width, width, 3, 1, key.fold("conv2")),
                BatchNorm.of(width),
                shortcut(in, width, stride, key.fold("downsample")));
    }

    /** A {@link Bottleneck}. */
    static ResidualBlock bottleneck(int in, int width, int stride, RandomKey key) {
        return new Bottleneck(
                convolution(in, width, 1, 1, key.fold("conv1")),
                BatchNorm.of(width),
                convolution(width, width, 3, stride, key.fold("conv2")),
                BatchNorm.of(width),
                convolution(width, 4 * width, 1, 1, key.fold("conv3")),
                BatchNorm.of(4 * width),
                shortcut(in, 4 * width, stride, key.fold("downsample")));
    }

    /** A {@link SqueezedBottleneck}; a sixteenth of the channels between squeeze and excitation. */
    static ResidualBlock squeezedBottleneck(int in, int width, int stride, RandomKey key) {
        return new SqueezedBottleneck(
                convolution(in, width, 1, 1, key.fold("conv1")),
                BatchNorm.of(width),
                convolution(width, width, 3, stride, key.fold("conv2")),
                BatchNorm.of(width),
                convolution(width, 4 * width, 1, 1, key.fold("conv3")),
                BatchNorm.of(4 * width),
                SqueezeExcitation.of(4 * width, Math.max(1, width / 4), key.fold("se")),
                shortcut(in, 4 * width, stride, key.fold("downsample")));
    }

    private static Conv2d convolution(int in, int out, int kernel, int stride, RandomKey key) {
        return Conv2d.withoutBias(
                in, out, kernel, Options.DEFAULT.stride(stride).padding(kernel / 2), key);
    }

    private static Optional<Sequential> shortcut(int in, int out, int stride, RandomKey key) {
        return stride == 1 && in == out
                ? Optional.empty()
                : Optional.of(Sequential.of(convolution(in, out, 1, stride, key), BatchNorm.of(out)));
    }
}
