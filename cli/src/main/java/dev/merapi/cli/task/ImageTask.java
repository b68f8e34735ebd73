package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.cli.ImageFolder;
import dev.merapi.cli.report.ImageSections;
import dev.merapi.cli.text.ConfusionTable;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.ImageInput;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A classifier of images, trained with Adam.
 *
 * @param input the images' shape: channels, height, width
 * @param model makes the network
 */
public record ImageTask(
        String name,
        String summary,
        List<Integer> input,
        Source source,
        String origin,
        Optional<Target> target,
        Function<RandomKey, Layer> model,
        Defaults defaults,
        Schedule schedule)
        implements Task {
    /** All networks of images in the zoo tell ten classes apart. */
    private static final int CLASSES = 10;

    /** A fresh network of that seed. */
    public Layer newModel(long seed) {
        return model.apply(RandomKey.of(seed).fold("model"));
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        ImageData.Split all = ImageFolder.isOne(data) ? ImageFolder.open(data, input) : ImageData.open(data);
        check(data, all.train());
        ImageData.Split split = settings.limit() == 0 ? all : all.limit(settings.limit(), settings.limit());
        ImageInput seen = details.map(this::known)
                .orElseGet(() ->
                        new ImageInput(input, split.classNames(), split.train().normalization()));
        ImageDataset test =
                new ImageDataset(split.test().images(), split.test().labels(), seen.classNames(), seen.normalization());
        Layer network = newModel(settings.seed());
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(settings.rate()))
                .schedule(schedule)
                .epochs(settings.epochs())
                .batch(settings.batch())
                .seed(settings.seed());
        return Work.of(
                network, recipe, split.train(), test, "images", seen.toJson(), () -> outcome(network, recipe, test));
    }

    private ImageInput known(Json details) {
        ImageInput seen = ImageInput.of(details);
        if (!seen.shape().equals(input) || seen.classNames().size() != CLASSES) {
            throw new JsonException("it is of inputs " + seen.shape() + " and "
                    + seen.classNames().size() + " classes, but " + name + " has " + input + " and " + CLASSES
                    + "; restore the file");
        }
        return seen;
    }

    private static Outcome outcome(Layer network, Recipe recipe, ImageDataset test) {
        Evaluation evaluation = Evaluation.of(Forward.of(network), test, recipe.loss());
        var matrix = ConfusionMatrix.of(test.classNames().size(), evaluation.wanted(), evaluation.predicted());
        var table = new ConfusionTable(matrix, test.classNames());
        long wrong = Math.round((1 - evaluation.accuracy()) * matrix.total());
        return new Outcome(
                List.of(
                        new Outcome.Metric(
                                "test accuracy", evaluation.accuracy(), Figures.percent(evaluation.accuracy())),
                        new Outcome.Metric("test loss", evaluation.loss(), Figures.loss(evaluation.loss())),
                        new Outcome.Metric("macro F1", matrix.macroF1(), Figures.percent(matrix.macroF1())),
                        new Outcome.Metric(
                                "wrong", wrong, Figures.count(wrong) + " of " + Figures.count(matrix.total()))),
                table.counts() + "\n" + table.classes() + "\n" + Figures.count(test.size()) + " images",
                new ImageSections(evaluation, matrix, test).html());
    }

    private void check(Path folder, ImageDataset images) {
        var shape = images.images().shape();
        List<Integer> found = List.of(shape.dim(1), shape.dim(2), shape.dim(3));
        if (!found.equals(input)) {
            String fitting = Tasks.ALL.stream()
                    .filter(task -> task instanceof ImageTask other && other.input.equals(found))
                    .map(task -> "merapi train " + task.name())
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
