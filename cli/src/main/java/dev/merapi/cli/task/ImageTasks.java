package dev.merapi.cli.task;

import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.LeNet5;
import dev.merapi.models.zoo.Mlp;
import java.util.List;
import java.util.Optional;

/** Classifiers of images. */
final class ImageTasks {
    static final Source FASHION = Source.bundled(
            "data/fashion-mnist", "images of 28 x 28 in gray, as IDX files (MNIST and its like), plain or .gz");

    private static final Source DIGITS =
            Source.bundled("data/digits", "digits.csv, lines of 64 pixels of 0 to 16 and a label, plain or .gz");

    static final List<Task> ALL = List.of(
            new ImageTask(
                    "fashion-mnist",
                    "a convolutional network on Fashion-MNIST's 70,000 images of clothes",
                    List.of(1, 28, 28),
                    FASHION,
                    "LeCun 1998",
                    Optional.of(Target.atLeast("test accuracy", 0.915)),
                    FashionCnn::of,
                    new Task.Defaults(7, 128, 2e-3),
                    ImageTask.Plan.adam(new Warmup(50, new Cosine(0)))),
            new ImageTask(
                    "mlp",
                    "a perceptron, 784-128-64-10, on the same images",
                    List.of(1, 28, 28),
                    FASHION,
                    "Keras's classifier",
                    Optional.of(Target.atLeast("test accuracy", 0.875)),
                    Mlp::of,
                    new Task.Defaults(10, 128, 1e-3),
                    ImageTask.Plan.adam(new Cosine(0.01))),
            new ImageTask(
                    "lenet5",
                    "LeNet-5 on the same images",
                    List.of(1, 28, 28),
                    FASHION,
                    "LeCun 1998",
                    Optional.of(Target.atLeast("test accuracy", 0.88)),
                    key -> LeNet5.of(10, key),
                    new Task.Defaults(8, 128, 3e-3),
                    ImageTask.Plan.adam(new Cosine(0.01))),
            new ImageTask(
                    "digits-mlp",
                    "a perceptron, 64-128-64-10, on scikit-learn's 1,797 digits",
                    List.of(1, 8, 8),
                    DIGITS,
                    "scikit-learn's digits",
                    Optional.of(Target.atLeast("test accuracy", 0.96)),
                    key -> Mlp.of(64, 128, 64, 10, key),
                    new Task.Defaults(20, 32, 2e-3),
                    ImageTask.Plan.adam(new Cosine(0.01))),
            new ImageTask(
                    "cifar10",
                    "a convolutional network on CIFAR-10's colour images, which you bring (--data)",
                    List.of(3, 32, 32),
                    CifarTasks.SOURCE,
                    "TensorFlow's tutorial",
                    Optional.of(Target.atLeast("test accuracy", 0.39)),
                    CifarCnn::of,
                    new Task.Defaults(10, 128, 1e-3),
                    ImageTask.Plan.adam(new Cosine(0.01))));

    private ImageTasks() {}
}
