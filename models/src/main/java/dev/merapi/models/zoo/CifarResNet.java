package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The residual networks for CIFAR-10 with 6 n + 2 layers, ResNet-20 to ResNet-110: x [b, 3, 32, 32], logits [b, classes].
 * ResNet-20 has 269,722 parameters. Source: He et al., "Deep residual learning for image recognition", 2016, section 4.2,
 * with the shortcuts of option A, which have no parameters. Squeezed, they are SE-ResNets: Hu et al.,
 * "Squeeze-and-excitation networks", 2018, figure 3.
 */
public record CifarResNet(
        Conv2d conv1, BatchNorm bn1, List<Block> layer1, List<Block> layer2, List<Block> layer3, Linear linear)
        implements Layer {
    /** Random parameters; {@code depth} is 6 n + 2, such as 20 or 56. */
    public static CifarResNet of(int depth, int classes, RandomKey key) {
        return of(depth, OptionalInt.empty(), classes, key);
    }

    /** An SE-ResNet, random parameters: each block squeezes its channels to one in {@code reduction}. */
    public static CifarResNet squeezed(int depth, int reduction, int classes, RandomKey key) {
        if (reduction < 1 || reduction > 16) {
            throw new IllegalArgumentException(
                    "a reduction to one in " + reduction + " leaves nothing of a block's 16 channels; take 1 to 16");
        }
        return of(depth, OptionalInt.of(reduction), classes, key);
    }

    private static CifarResNet of(int depth, OptionalInt reduction, int classes, RandomKey key) {
        if (depth < 8 || depth % 6 != 2) {
            throw new IllegalArgumentException("a CIFAR ResNet of " + depth
                    + " layers doesn't exist; its depth is 6 n + 2, such as 20, 32, 44, 56 or 110");
        }
        int n = (depth - 2) / 6;
        return new CifarResNet(
                Conv2d.withoutBias(3, 16, 3, Options.DEFAULT.padding(1), key.fold("conv1")),
                BatchNorm.of(16),
                stage(n, 16, 16, 1, reduction, key.fold("layer1")),
                stage(n, 16, 32, 2, reduction, key.fold("layer2")),
                stage(n, 32, 64, 2, reduction, key.fold("layer3")),
                Linear.of(64, classes, key.fold("linear")));
    }

    private static List<Block> stage(int n, int in, int out, int stride, OptionalInt reduction, RandomKey key) {
        return IntStream.range(0, n)
                .mapToObj(i -> i == 0
                        ? Block.of(in, out, stride, reduction, key.fold(i))
                        : Block.of(out, out, 1, reduction, key.fold(i)))
                .toList();
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h = bn1.forwardRelu(conv1.forward(x)); // [b, 16, 32, 32]
        for (List<Block> stage : List.of(layer1, layer2, layer3)) {
            for (Block block : stage) {
                h = block.forward(h);
            }
        }
        return linear.forward(h.mean(2, 3)); // [b, 64, 8, 8] before the mean
    }

    /**
     * y = relu(x' + f(x)), where x' is x or, at a stage's start, every second pixel of it and channels of zeros around.
     *
     * @param se weighs the channels of f(x)
     */
    public record Block(Conv2d conv1, BatchNorm bn1, Conv2d conv2, BatchNorm bn2, Optional<SqueezeExcitation> se)
            implements Layer {
        static Block of(int in, int out, int stride, OptionalInt reduction, RandomKey key) {
            Options same = Options.DEFAULT.padding(1);
            return new Block(
                    Conv2d.withoutBias(in, out, 3, same.stride(stride), key.fold("conv1")),
                    BatchNorm.of(out),
                    Conv2d.withoutBias(out, out, 3, same, key.fold("conv2")),
                    BatchNorm.of(out),
                    reduction.isEmpty()
                            ? Optional.empty()
                            : Optional.of(SqueezeExcitation.of(out, out / reduction.getAsInt(), key.fold("se"))));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor h = bn1.forwardRelu(conv1.forward(x));
            Tensor f = bn2.forward(conv2.forward(h));
            return (se.isPresent() ? se.get().forward(f) : f).addRelu(shortcut(x));
        }

        private Tensor shortcut(Tensor x) {
            int more = conv1.weight().size(0) - x.size(1);
            if (more == 0) {
                return x;
            }
            int[] before = {0, more / 2, 0, 0};
            int[] after = {0, more - more / 2, 0, 0};
            return x.slice(2, 0, x.size(2), 2).slice(3, 0, x.size(3), 2).pad(before, after, 0);
        }
    }
}
