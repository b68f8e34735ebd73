package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Residual networks for images of any size, with torchvision's names: x [b, 3, h, w], logits [b, classes]. ResNet-18 has
 * 11,689,512 parameters for 1000 classes, ResNet-50 has 25,557,032, SE-ResNet-50 28,088,024. Source: He et al., "Deep
 * residual learning for image recognition", 2016, table 1; the stride of a bottleneck is in its 3 x 3 convolution, as
 * torchvision has it. Hu et al., "Squeeze-and-excitation networks", 2018, table 1.
 *
 * @param maxpool after the stem; none where images are as small as CIFAR's
 */
public record ResNet(
        Conv2d conv1,
        BatchNorm bn1,
        Optional<MaxPool2d> maxpool,
        List<ResidualBlock> layer1,
        List<ResidualBlock> layer2,
        List<ResidualBlock> layer3,
        List<ResidualBlock> layer4,
        Linear fc)
        implements Layer {
    /** Two 3 x 3 convolutions a block, 2 + 2 + 2 + 2 blocks. */
    public static ResNet resnet18(int classes, RandomKey key) {
        return of(ResidualBlock::basic, 1, List.of(2, 2, 2, 2), true, 64, classes, key);
    }

    /** ResNet-18 for images of 32 x 32: a stem of one 3 x 3 convolution without stride or pooling. */
    public static ResNet resnet18Cifar(int classes, RandomKey key) {
        return resnet18Cifar(64, classes, key);
    }

    /** The same with {@code width} channels in the stem and the first stage, in place of 64. */
    public static ResNet resnet18Cifar(int width, int classes, RandomKey key) {
        return of(ResidualBlock::basic, 1, List.of(2, 2, 2, 2), false, width, classes, key);
    }

    /** Bottlenecks of 1 x 1, 3 x 3 and 1 x 1 convolutions, 3 + 4 + 6 + 3 of them. */
    public static ResNet resnet50(int classes, RandomKey key) {
        return of(ResidualBlock::bottleneck, 4, List.of(3, 4, 6, 3), true, 64, classes, key);
    }

    /** ResNet-50 with the stem of {@link #resnet18Cifar} and {@code width} channels in it, in place of 64. */
    public static ResNet resnet50Cifar(int width, int classes, RandomKey key) {
        return of(ResidualBlock::bottleneck, 4, List.of(3, 4, 6, 3), false, width, classes, key);
    }

    /** ResNet-50 that weighs the channels in each of its blocks. */
    public static ResNet seResnet50(int classes, RandomKey key) {
        return of(ResidualBlock::squeezedBottleneck, 4, List.of(3, 4, 6, 3), true, 64, classes, key);
    }

    private static ResNet of(
            ResidualBlock.Maker maker,
            int expansion,
            List<Integer> blocks,
            boolean large,
            int width,
            int classes,
            RandomKey key) {
        List<List<ResidualBlock>> stages = new ArrayList<>();
        int in = width;
        for (int s = 0; s < 4; s++) {
            List<ResidualBlock> stage = new ArrayList<>();
            for (int i = 0; i < blocks.get(s); i++) {
                int stride = s > 0 && i == 0 ? 2 : 1;
                stage.add(maker.of(
                        in, width << s, stride, key.fold("layer" + (s + 1)).fold(i)));
                in = (width << s) * expansion;
            }
            stages.add(List.copyOf(stage));
        }
        return new ResNet(
                large
                        ? Conv2d.withoutBias(
                                3, width, 7, Options.DEFAULT.stride(2).padding(3), key.fold("conv1"))
                        : Conv2d.withoutBias(3, width, 3, Options.DEFAULT.padding(1), key.fold("conv1")),
                BatchNorm.of(width),
                large ? Optional.of(new MaxPool2d(Window.of(3).stride(2).padding(1))) : Optional.empty(),
                stages.get(0),
                stages.get(1),
                stages.get(2),
                stages.get(3),
                Linear.of(in, classes, key.fold("fc")));
    }

    /**
     * This network for use alone, with each batch normalization in the convolution before it: faster, and different from this
     * one by rounding. It doesn't follow later changes of the parameters.
     */
    public FoldedResNet folded() {
        return new FoldedResNet(
                bn1.folded(conv1),
                maxpool,
                Stream.of(layer1, layer2, layer3, layer4)
                        .flatMap(List::stream)
                        .map(ResidualBlock::folded)
                        .toList(),
                fc);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h = bn1.forwardRelu(conv1.forward(x));
        h = maxpool.isPresent() ? maxpool.get().forward(h) : h;
        for (List<ResidualBlock> stage : List.of(layer1, layer2, layer3, layer4)) {
            h = new Sequential(List.copyOf(stage)).forward(h);
        }
        return fc.forward(h.mean(2, 3));
    }
}
