package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.cli.report.ImageSections;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.augment.Augmentation;
import dev.merapi.models.data.Augmented;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.ImageFolder;
import dev.merapi.models.data.ImageInput;
import dev.merapi.models.data.Picture;
import dev.merapi.models.data.Splits;
import dev.merapi.models.data.Subset;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A classifier of images. A tenth of each class's training images validates after each epoch and isn't trained on: the curve, and
 * who stops by it, never see the test images, which are looked at once, at the end.
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
        Plan plan)
        implements Answering {
    /** All networks of images in the zoo tell ten classes apart. */
    private static final int CLASSES = 10;

    /** Share of the training images, of each class, that validate. */
    private static final double HELD = 0.1;

    /**
     * How it's trained, besides the numbers that a user may change.
     *
     * @param optimizer from the learning rate
     * @param augmentation how an image is changed each time it's seen in training, if it is
     */
    public record Plan(DoubleFunction<Optimizer> optimizer, Schedule schedule, Optional<Augmentation> augmentation) {
        /** Adam on the images as they are. */
        static Plan adam(Schedule schedule) {
            return new Plan(Adam::of, schedule, Optional.empty());
        }
    }

    @Override
    public Asked asked() {
        return Asked.IMAGES;
    }

    @Override
    public Answerer answerer(Learned learned) {
        ImageInput seen = known(learned.details());
        Layer network = learned.into(newModel(0));
        return question -> {
            Picture picture = Picture.read(Path.of(question.input()), seen.shape(), question.invert());
            return Answer.Classes.of(
                    question.input() + picture.conversion(),
                    seen.classNames(),
                    network,
                    seen.normalization().apply(picture.pixels()));
        };
    }

    private record Parts(Dataset train, Dataset validation) {}

    /** A fresh network of that seed. */
    private Layer newModel(long seed) {
        return model.apply(RandomKey.of(seed).fold("model"));
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        ImageData.Split all = ImageFolder.isOne(data) ? ImageFolder.open(data, input) : ImageData.open(data);
        check(data, all.train());
        int limit = settings.limit() == 0 ? Integer.MAX_VALUE : settings.limit();
        ImageInput seen = details.map(this::known)
                .orElseGet(() ->
                        new ImageInput(input, all.classNames(), all.train().normalization()));
        ImageDataset tested = all.test().limit(limit);
        ImageDataset test = new ImageDataset(tested.images(), tested.labels(), seen.classNames(), seen.normalization());
        Parts parts = parts(data, all.train(), limit);
        Layer network = newModel(settings.seed());
        Recipe recipe = Recipe.of(new CrossEntropy(), plan.optimizer().apply(settings.rate()))
                .schedule(plan.schedule())
                .settings(settings);
        return Work.of(
                        network,
                        recipe,
                        parts.train(),
                        parts.validation(),
                        "images",
                        seen.toJson(),
                        () -> outcome(network, recipe, test))
                .notes(all.notes());
    }

    /** What trains and what validates: at most so many images each. */
    private Parts parts(Path folder, ImageDataset images, int limit) {
        Dataset changed = plan.augmentation().isEmpty()
                ? images
                : new Augmented(images, plan.augmentation().get());
        int[] labels = Arrays.stream(images.labels().toLongArray())
                .mapToInt(Math::toIntExact)
                .toArray();
        Splits splits = Splits.stratified(labels, HELD, 0, RandomKey.of(0).fold("validation"));
        if (splits.validation().length == 0) {
            throw new Failure(folder + " has " + images.size() + " images to train on, too few to hold "
                    + Figures.percent(HELD) + " of each class back to validate on; give it more");
        }
        return new Parts(first(changed, splits.train(), limit), first(images, splits.validation(), limit));
    }

    private static Dataset first(Dataset data, int[] numbers, int limit) {
        return new Subset(data, Arrays.copyOf(numbers, Math.min(limit, numbers.length)));
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
        var classified = Classification.of(evaluation, test.classNames());
        return new Outcome(
                List.of(classified.accuracy(), classified.loss(), classified.macroF1(), classified.wrong()),
                classified.text("images"),
                new ImageSections(evaluation, classified.matrix(), test).html());
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
