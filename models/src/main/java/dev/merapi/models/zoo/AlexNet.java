package dev.merapi.models.zoo;

import dev.merapi.models.layer.AdaptiveAvgPool2d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocalResponseNorm;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Window;

/**
 * x [n, 3, h, w] of 63 x 63 pixels or more, logits [n, classes]. {@link #of(int, RandomKey)} is torchvision's form, with
 * its names and 61,100,840 parameters for 1000 classes, after Krizhevsky, "One weird trick for parallelizing convolutional
 * neural networks", 2014; {@link #of2012} has response normalization and 60,965,224; {@link #cifar} takes 32 x 32
 * pixels. Source: Krizhevsky, Sutskever,
 * Hinton, "ImageNet classification with deep convolutional neural networks", 2012, figure 2.
 */
public record AlexNet(Sequential features, AdaptiveAvgPool2d avgpool, Sequential classifier) implements Layer {
    /** Random parameters, two layers of 4096. */
    public static AlexNet of(int classes, RandomKey key) {
        return of(classes, 4096, key);
    }

    /** Random parameters, two layers of so many hidden units. */
    public static AlexNet of(int classes, int hidden, RandomKey key) {
        Conv2d first = Conv2d.of(3, 64, 11, Options.DEFAULT.stride(4).padding(2), key.fold("conv1"));
        return new AlexNet(features(first, key), new AdaptiveAvgPool2d(6), classifier(6, classes, hidden, key));
    }

    /**
     * For images of 32 x 32, random parameters: 5 x 5 pixels for the first convolution's 11 x 11 and steps of 2 for its
     * 4, so that one pixel is left, and nothing is spread over 6 x 6.
     */
    public static AlexNet cifar(int classes, int hidden, RandomKey key) {
        Conv2d first = Conv2d.of(3, 64, 5, Options.DEFAULT.stride(2).padding(2), key.fold("conv1"));
        return new AlexNet(features(first, key), new AdaptiveAvgPool2d(1), classifier(1, classes, hidden, key));
    }

    private static Sequential features(Conv2d first, RandomKey key) {
        Options plain = Options.DEFAULT;
        Window overlapping = Window.of(3).stride(2);
        return Sequential.of(
                first,
                new Relu(),
                new MaxPool2d(overlapping),
                Conv2d.of(64, 192, 5, plain.padding(2), key.fold("conv2")),
                new Relu(),
                new MaxPool2d(overlapping),
                Conv2d.of(192, 384, 3, plain.padding(1), key.fold("conv3")),
                new Relu(),
                Conv2d.of(384, 256, 3, plain.padding(1), key.fold("conv4")),
                new Relu(),
                Conv2d.of(256, 256, 3, plain.padding(1), key.fold("conv5")),
                new Relu(),
                new MaxPool2d(overlapping));
    }

    /** As in 2012, random parameters: the groups of channels that lay on two GPUs, neighbouring channels normalized. */
    public static AlexNet of2012(int classes, int hidden, RandomKey key) {
        Options plain = Options.DEFAULT;
        Window overlapping = Window.of(3).stride(2);
        LocalResponseNorm brightness = new LocalResponseNorm(5, 1e-4, 0.75, 2);
        Sequential features = Sequential.of(
                Conv2d.of(3, 96, 11, plain.stride(4).padding(2), key.fold("conv1")),
                new Relu(),
                brightness,
                new MaxPool2d(overlapping),
                Conv2d.of(96, 256, 5, plain.padding(2).groups(2), key.fold("conv2")),
                new Relu(),
                brightness,
                new MaxPool2d(overlapping),
                Conv2d.of(256, 384, 3, plain.padding(1), key.fold("conv3")),
                new Relu(),
                Conv2d.of(384, 384, 3, plain.padding(1).groups(2), key.fold("conv4")),
                new Relu(),
                Conv2d.of(384, 256, 3, plain.padding(1).groups(2), key.fold("conv5")),
                new Relu(),
                new MaxPool2d(overlapping));
        return new AlexNet(features, new AdaptiveAvgPool2d(6), classifier(6, classes, hidden, key));
    }

    private static Sequential classifier(int pooled, int classes, int hidden, RandomKey key) {
        return Sequential.of(
                new Dropout(0.5),
                Linear.of(256 * pooled * pooled, hidden, key.fold("fc6")),
                new Relu(),
                new Dropout(0.5),
                Linear.of(hidden, hidden, key.fold("fc7")),
                new Relu(),
                Linear.of(hidden, classes, key.fold("fc8")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor pooled = avgpool.forward(features.forward(x)); // [n, 256, 6, 6], of CIFAR's [n, 256, 1, 1]
        return classifier.forward(pooled.flatten(1));
    }
}
