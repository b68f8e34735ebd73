package dev.merapi.models.zoo;

import dev.merapi.models.layer.AdaptiveAvgPool2d;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * x [n, 3, h, w] of 32 x 32 pixels or more, logits [n, classes]; with 4096 hidden units and 1000 classes 132,863,336
 * parameters in 11 layers and 138,357,544 in 16, named as torchvision's. Source: Simonyan, Zisserman, "Very deep
 * convolutional networks for large-scale image recognition", 2015, table 1, columns A and D.
 */
public record Vgg(Sequential features, AdaptiveAvgPool2d avgpool, Sequential classifier) implements Layer {
    /** Channels of the convolutions, stage by stage; between stages the image is halved. */
    private static final List<List<Integer>> A =
            List.of(List.of(64), List.of(128), List.of(256, 256), List.of(512, 512), List.of(512, 512));

    private static final List<List<Integer>> D = List.of(
            List.of(64, 64), List.of(128, 128), List.of(256, 256, 256), List.of(512, 512, 512), List.of(512, 512, 512));

    /** 11 layers with parameters, which are random. */
    public static Vgg vgg11(int classes, int hidden, RandomKey key) {
        return of(A, 64, 7, false, classes, hidden, key);
    }

    /**
     * VGG-11 for images of 32 x 32, which its stages leave one pixel of: nothing is spread over 7 x 7. {@code width}
     * channels in the first stage, in place of 64, and in the others in proportion. Each convolution has a batch
     * normalization behind it, as in torchvision's {@code vgg11_bn}: a few thousand images don't teach so many layers without.
     */
    public static Vgg vgg11Cifar(int width, int classes, int hidden, RandomKey key) {
        return of(A, width, 1, true, classes, hidden, key);
    }

    /** 16 layers with parameters, which are random. */
    public static Vgg vgg16(int classes, int hidden, RandomKey key) {
        return of(D, 64, 7, false, classes, hidden, key);
    }

    /** VGG-16 in the form of {@link #vgg11Cifar}. */
    public static Vgg vgg16Cifar(int width, int classes, int hidden, RandomKey key) {
        return of(D, width, 1, true, classes, hidden, key);
    }

    private static Vgg of(
            List<List<Integer>> stages,
            int width,
            int pooled,
            boolean normalized,
            int classes,
            int hidden,
            RandomKey key) {
        int channels = channels(512, width);
        Sequential classifier = Sequential.of(
                Linear.of(Shape.size("Vgg", (long) channels * pooled * pooled), hidden, key.fold("fc1")),
                new Relu(),
                new Dropout(0.5),
                Linear.of(hidden, hidden, key.fold("fc2")),
                new Relu(),
                new Dropout(0.5),
                Linear.of(hidden, classes, key.fold("fc3")));
        return new Vgg(features(stages, width, normalized, key), new AdaptiveAvgPool2d(pooled), classifier);
    }

    private static Sequential features(List<List<Integer>> stages, int width, boolean normalized, RandomKey key) {
        List<Layer> layers = new ArrayList<>();
        int in = 3;
        for (List<Integer> stage : stages) {
            for (int full : stage) {
                int out = channels(full, width);
                RandomKey own = key.fold("features").fold(layers.size());
                layers.add(convolution(in, out, own));
                if (normalized) {
                    layers.add(BatchNorm.of(out));
                }
                layers.add(new Relu());
                in = out;
            }
            layers.add(new MaxPool2d(2));
        }
        return new Sequential(layers);
    }

    /** As many as the paper's, in proportion to the 64 of its first layer. */
    private static int channels(int full, int width) {
        return Shape.size("Vgg", (long) full * width / 64);
    }

    /** N(0, 2 / (9 out)): without He's scale the signal of so many layers dies out. */
    private static Conv2d convolution(int in, int out, RandomKey key) {
        Tensor weight = Init.normal(key, Math.sqrt(2.0 / (9 * out)), out, in, 3, 3);
        return new Conv2d(weight, Optional.of(Tensor.zeros(out)), Options.DEFAULT.padding(1));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor pooled = avgpool.forward(features.forward(x)); // [n, 512, 7, 7] with 64 channels first
        return classifier.forward(pooled.flatten(1));
    }
}
