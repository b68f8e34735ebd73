package dev.merapi.cli;

import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that can be trained by its name: which network, on which images, and how unless the user says otherwise.
 *
 * @param input the images' shape: channels, height, width
 * @param data the images that come with Merapi, below its home; empty if the user must bring them
 */
record Task(
        String name,
        String summary,
        List<Integer> input,
        Optional<String> data,
        Function<RandomKey, Layer> model,
        Recipe recipe) {
    /** All networks of the zoo tell ten classes apart. */
    static final int CLASSES = 10;

    private static final Recipe RECIPE =
            Recipe.of(new CrossEntropy(), Adam.of(1e-3)).batch(128).epochs(6).schedule(new Cosine(0.01));

    /** Every task there is. */
    static final List<Task> ALL = List.of(
            new Task(
                    "fashion-mnist",
                    "a convolutional network on Fashion-MNIST's 70,000 images of clothes",
                    List.of(1, 28, 28),
                    Optional.of("data/fashion-mnist"),
                    FashionCnn::of,
                    RECIPE.optimizer(Adam.of(2e-3)).epochs(7).schedule(new Warmup(50, new Cosine(0)))),
            new Task(
                    "mlp",
                    "a perceptron, 784-128-64-10, on the same images",
                    List.of(1, 28, 28),
                    Optional.of("data/fashion-mnist"),
                    Mlp::of,
                    RECIPE.epochs(10)),
            new Task(
                    "cifar10",
                    "a convolutional network on CIFAR-10's colour images, which you bring (--data)",
                    List.of(3, 32, 32),
                    Optional.empty(),
                    CifarCnn::of,
                    RECIPE.epochs(10)));

    /** The task of that name, if there is one. */
    static Optional<Task> find(String name) {
        return ALL.stream().filter(task -> task.name.equals(name)).findFirst();
    }

    /** The names, for help and errors. */
    static String names() {
        return ALL.stream().map(Task::name).collect(Collectors.joining(", "));
    }

    /** A fresh network of that seed. */
    Layer newModel(long seed) {
        return model.apply(RandomKey.of(seed).fold("model"));
    }

    /** The folder of the images that come with Merapi. */
    Optional<Path> dataFolder() {
        return data.map(folder -> Path.of(System.getProperty("merapi.home", "")).resolve(folder));
    }

    /** Reads a folder of images and checks that they fit the network. */
    ImageData.Split open(Path folder) {
        ImageData.Split split = ImageData.open(folder);
        check(folder, split.train());
        return split;
    }

    private void check(Path folder, ImageDataset images) {
        var shape = images.images().shape();
        List<Integer> found = List.of(shape.dim(1), shape.dim(2), shape.dim(3));
        if (!found.equals(input)) {
            String fitting = ALL.stream()
                    .filter(task -> task.input.equals(found))
                    .map(task -> "merapi train " + task.name)
                    .collect(Collectors.joining(" or "));
            throw new Failure("the images in " + folder + " are " + shown(found) + ", but " + name + " takes "
                    + shown(input) + "; " + (fitting.isEmpty() ? "give it other images" : "try " + fitting));
        }
        if (images.classNames().size() != CLASSES) {
            throw new Failure(
                    "the images in " + folder + " have " + images.classNames().size() + " classes, but " + name
                            + " tells " + CLASSES + " apart; give it images of " + CLASSES + " classes");
        }
    }

    private static String shown(List<Integer> shape) {
        return shape.get(1) + " x " + shape.get(2) + " in "
                + (shape.getFirst() == 1 ? "gray" : shape.getFirst() + " colours");
    }
}
