package dev.merapi.cli.task;

import dev.merapi.cli.report.ClassMask;
import dev.merapi.cli.report.SegmentationSections;
import dev.merapi.cli.report.SegmentationSections.Segmented;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.Picture;
import dev.merapi.models.data.Shapes;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.UNet;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A U-Net that says for each pixel of generated images which shape is seen there. The images are the same for any seed. */
public record SegmentationTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Answering {
    private static final int SIDE = 48;
    private static final int WIDTH = 12;
    private static final int LEVELS = 3;
    private static final int TRAIN = 1000;
    private static final int VALIDATION = 100;
    private static final int TEST = 200;
    private static final int BATCH = 25;

    static final List<Task> ALL = List.of(new SegmentationTask(
            "unet-shapes",
            "a U-Net that finds circles, squares and triangles, pixel by pixel",
            Source.generated(),
            "Ronneberger 2015",
            Optional.of(Target.atLeast("mean IoU of the shapes", 0.9)),
            new Task.Defaults(25, 16, 5e-3)));

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Layer model = newModel(settings.seed());
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(settings.rate()))
                .schedule(new Cosine(0.01))
                .settings(settings)
                .shards(Math.clamp(settings.batch() / 8, 1, 8));
        Shapes test = shapes("test", TEST, settings.limit());
        return Work.of(
                model,
                recipe,
                shapes("train", TRAIN, settings.limit()),
                shapes("validation", VALIDATION, settings.limit()),
                "images",
                Json.object(Map.of("side", Json.of(SIDE), "classes", Json.of(Shapes.CLASS_NAMES.size()))),
                () -> outcome(model, recipe, test));
    }

    @Override
    public Asked asked() {
        return Asked.IMAGES;
    }

    /** A mask of the file's size, which it's drawn at from that of the network, and how much of it each class is. */
    @Override
    public Answerer answerer(Learned learned) {
        Layer model = learned.into(newModel(0));
        return question -> {
            Path file = Path.of(question.input());
            Picture picture = Picture.read(file, List.of(3, SIDE, SIDE), question.invert());
            int[] predicted = classes(model, picture.pixels());
            List<String> shares = IntStream.range(0, Shapes.CLASS_NAMES.size())
                    .mapToObj(c -> String.format(
                            Locale.ROOT, "%-10s %8s", Shapes.CLASS_NAMES.get(c), Figures.percent(share(predicted, c))))
                    .toList();
            return new Answer.Drawn(
                    question.input() + picture.conversion(),
                    shares,
                    file.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "-mask",
                    ClassMask.png(predicted, SIDE, picture.width(), picture.height()));
        };
    }

    private static int[] classes(Layer model, Tensor pixels) {
        try (Scope _ = Scope.open()) {
            return model.forward(pixels.to(DType.FLOAT32).div(255)).argmax(1).toIntArray();
        }
    }

    private static double share(int[] predicted, int label) {
        return (double) Arrays.stream(predicted).filter(c -> c == label).count() / predicted.length;
    }

    private static Layer newModel(long seed) {
        return UNet.of(
                3, Shapes.CLASS_NAMES.size(), WIDTH, LEVELS, RandomKey.of(seed).fold("model"));
    }

    private static Shapes shapes(String part, int size, int limit) {
        return new Shapes(
                limit == 0 ? size : Math.min(size, limit),
                SIDE,
                RandomKey.of(0).fold("shapes").fold(part));
    }

    private static Outcome outcome(Layer model, Recipe recipe, Shapes test) {
        double loss = Evaluation.of(Forward.of(model), test, recipe.loss()).loss();
        List<Segmented> segmented = segmented(model, test);
        ConfusionMatrix matrix = new ConfusionMatrix(Shapes.CLASS_NAMES.size());
        segmented.forEach(image -> matrix.merge(image.matrix(matrix.classes())));
        List<Outcome.Metric> metrics = new ArrayList<>();
        // Most pixels are background, class 0, which would raise the mean.
        double shapes = IntStream.range(1, matrix.classes())
                .mapToDouble(matrix::iou)
                .average()
                .orElse(0);
        metrics.add(share("mean IoU of the shapes", shapes));
        metrics.add(share("mean IoU", matrix.meanIou()));
        for (int c = 0; c < matrix.classes(); c++) {
            metrics.add(share("IoU of " + Shapes.CLASS_NAMES.get(c), matrix.iou(c)));
        }
        metrics.add(share("pixel accuracy", matrix.accuracy()));
        metrics.add(new Outcome.Metric("test loss", loss, Figures.loss(loss)));
        return new Outcome(
                metrics,
                Figures.count(test.size()) + " images of " + SIDE + " x " + SIDE + " pixels",
                new SegmentationSections(matrix, Shapes.CLASS_NAMES, segmented).html());
    }

    private static Outcome.Metric share(String name, double value) {
        return new Outcome.Metric(name, value, Figures.percent(value));
    }

    /** All images in their order; batches of them are spread over the threads. */
    private static List<Segmented> segmented(Layer model, Dataset test) {
        Segmented[] all = new Segmented[test.size()];
        Workers.forRange(Math.ceilDiv(all.length, BATCH), 1, (from, to) -> {
            for (int b = from; b < to; b++) {
                segment(model, test, b * BATCH, Math.min(all.length, (b + 1) * BATCH), all);
            }
        });
        return Arrays.asList(all);
    }

    private static void segment(Layer model, Dataset test, int from, int to, Segmented[] all) {
        try (Scope _ = Scope.open()) {
            Batch batch = test.batch(IntStream.range(from, to).toArray());
            Tensor predicted = model.forward(batch.inputs()).argmax(1); // [n, h, w]
            for (int i = from; i < to; i++) {
                all[i] = new Segmented(
                        batch.inputs().select(0, i - from).toFloatArray(),
                        batch.targets().select(0, i - from).toIntArray(),
                        predicted.select(0, i - from).toIntArray(),
                        SIDE);
            }
        }
    }
}
