package dev.merapi.cli.task;

import dev.merapi.cli.report.DetectionSections;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.augment.BoxAugmentation;
import dev.merapi.models.augment.BoxFlip;
import dev.merapi.models.augment.BoxZoom;
import dev.merapi.models.augment.ColorJitter;
import dev.merapi.models.data.Bccd;
import dev.merapi.models.data.DetectionDataset;
import dev.merapi.models.data.ImageInput;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.data.Picture;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.metric.DetectionScores;
import dev.merapi.models.metric.DetectionScores.Detection;
import dev.merapi.models.metric.DetectionScores.Interpolation;
import dev.merapi.models.metric.DetectionScores.Protocol;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.vision.Anchors.Level;
import dev.merapi.models.vision.Anchors.Size;
import dev.merapi.models.vision.Box;
import dev.merapi.models.zoo.Detector;
import dev.merapi.models.zoo.Ssd;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A single-shot detector of blood cells, on BCCD's own parts: 205 images to train on, 87 to validate on, 72 to test on.
 * Images are scaled to 192 x 256. The shapes of the anchors are those of the cells to train on: platelets are about
 * 16 pixels wide, red cells 42, less where the image's edge cuts them, and white cells 50 to 100.
 */
public record CellTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Answering {
    private static final List<Integer> INPUT = List.of(3, 192, 256);
    private static final int WIDTH = 32;
    private static final double DECAY = 0.05;
    private static final double OVERLAP = 0.5;

    /** From which on an anchor stands for a cell: a platelet overlaps few of the anchors of its size by more. */
    private static final double MATCH = 0.4;

    private static final List<Level> LEVELS = List.of(
            new Level(8, List.of(square(16), square(24), square(42), new Size(30, 42), new Size(42, 30))),
            new Level(16, List.of(square(58), new Size(80, 68), new Size(68, 80))),
            new Level(32, List.of(square(100), new Size(100, 80), new Size(80, 100))));

    private static final BoxAugmentation AUGMENTATION = new BoxFlip(0.5, 0.5)
            .then(new BoxZoom(0.7))
            .then(BoxAugmentation.inPlace(new ColorJitter(0.2, 0.2, 0.2, 0.02)));

    private static Size square(double side) {
        return new Size(side, side);
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Bccd bccd = Bccd.open(data);
        Path archive = data.resolve("bccd.tar.gz");
        List<Bccd.Picture> tested = limited(bccd.test(), settings.limit());
        Tensor images = pixels(archive, limited(bccd.train(), settings.limit()));
        ImageInput seen = details.map(this::known)
                .orElseGet(() -> new ImageInput(INPUT, Bccd.CLASS_NAMES, Normalization.of(images)));
        DetectionDataset train = dataset(images, limited(bccd.train(), settings.limit()), seen);
        List<Bccd.Picture> validated = limited(bccd.validation(), settings.limit());
        DetectionDataset validation = dataset(pixels(archive, validated), validated, seen);
        DetectionDataset test = dataset(pixels(archive, tested), tested, seen);
        Layer model = newModel(settings.seed());
        Recipe recipe = Recipe.of(new MultiBox(), AdamW.of(settings.rate()).withWeightDecay(DECAY))
                .schedule(new Warmup(50, new Cosine(0.01)))
                .settings(settings);
        return Work.of(
                model, recipe, train, validation, "images", seen.toJson(), () -> outcome(model, recipe, test, tested));
    }

    private static Layer newModel(long seed) {
        return Ssd.of(Bccd.CLASS_NAMES.size(), WIDTH, LEVELS, RandomKey.of(seed).fold("model"));
    }

    @Override
    public Asked asked() {
        return Asked.IMAGES;
    }

    /** A line for each cell of a score of one half at least, its box in pixels of the file's image. */
    @Override
    public Answerer answerer(Learned learned) {
        ImageInput seen = known(learned.details());
        Layer model = learned.into(newModel(0));
        Detector detector = new Detector(anchors());
        return question -> {
            Picture picture = Picture.read(Path.of(question.input()), INPUT, question.invert());
            try (Scope _ = Scope.open()) {
                Tensor image = seen.normalization().apply(picture.pixels());
                List<String> lines = detector.of(model.forward(image).squeeze(0)).stream()
                        .filter(cell -> cell.score() >= DetectionSections.SHOWN)
                        .map(cell -> line(cell, picture))
                        .toList();
                List<String> found = lines.isEmpty() ? List.of("no cell") : lines;
                return new Answer.Written(question.input() + picture.conversion(), found);
            }
        };
    }

    private static String line(Detection cell, Picture picture) {
        double x = (double) picture.width() / INPUT.get(2);
        double y = (double) picture.height() / INPUT.get(1);
        Box box = cell.box();
        return String.format(
                Locale.ROOT,
                "%-9s %7s  from (%d, %d) to (%d, %d)",
                Bccd.CLASS_NAMES.get(cell.label()),
                Figures.percent(cell.score()),
                within(box.left() * x, picture.width()),
                within(box.top() * y, picture.height()),
                within(box.right() * x, picture.width()),
                within(box.bottom() * y, picture.height()));
    }

    /** A cell at the image's border may seem to go on beyond it. */
    private static long within(double at, int size) {
        return Math.round(Math.clamp(at, 0, size));
    }

    private ImageInput known(Json details) {
        ImageInput seen = ImageInput.of(details);
        if (!seen.shape().equals(INPUT) || !seen.classNames().equals(Bccd.CLASS_NAMES)) {
            throw new JsonException("it is of inputs " + seen.shape() + " and the classes " + seen.classNames()
                    + ", but " + name + " has " + INPUT + " and " + Bccd.CLASS_NAMES + "; restore the file");
        }
        return seen;
    }

    private static List<Bccd.Picture> limited(List<Bccd.Picture> pictures, int limit) {
        return limit == 0 ? pictures : pictures.subList(0, Math.min(limit, pictures.size()));
    }

    private static DetectionDataset dataset(Tensor images, List<Bccd.Picture> pictures, ImageInput seen) {
        return new DetectionDataset(
                images,
                pictures.stream().map(CellTask::truths).toList(),
                seen.normalization(),
                anchors(),
                MATCH,
                AUGMENTATION);
    }

    private static Anchors anchors() {
        return Anchors.of(INPUT.get(1), INPUT.get(2), LEVELS);
    }

    private static Tensor pixels(Path archive, List<Bccd.Picture> pictures) {
        Tensor[] all = new Tensor[pictures.size()];
        Workers.forRange(all.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Bccd.Picture picture = pictures.get(i);
                Path file = archive.resolve(picture.name() + ".jpg");
                all[i] = Picture.read(file, picture.jpeg(), INPUT).pixels();
            }
        });
        return Tensor.concat(0, all);
    }

    /** The cells in the pixels of the scaled image. */
    private static List<Truth> truths(Bccd.Picture picture) {
        double x = (double) INPUT.get(2) / picture.width();
        double y = (double) INPUT.get(1) / picture.height();
        return picture.cells().stream()
                .map(cell -> new Truth(
                        new Box(
                                cell.box().left() * x,
                                cell.box().top() * y,
                                cell.box().right() * x,
                                cell.box().bottom() * y),
                        cell.label()))
                .toList();
    }

    private static Outcome outcome(Layer model, Recipe recipe, DetectionDataset test, List<Bccd.Picture> pictures) {
        List<List<Detection>> found = detections(model, test);
        List<Double> overlaps = Stream.concat(Stream.of(OVERLAP), DetectionScores.COCO_OVERLAPS.stream())
                .distinct()
                .toList();
        List<DetectionScores> parts = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            parts.add(DetectionScores.ofImage(
                    Protocol.VOC, overlaps, found.get(i), test.truths().get(i)));
        }
        DetectionScores scores = DetectionScores.joined(parts);
        List<Outcome.Metric> metrics = new ArrayList<>();
        metrics.add(percent("test mAP@0.5", scores.meanAveragePrecision(OVERLAP, Interpolation.ALL_POINTS)));
        for (int c = 0; c < Bccd.CLASS_NAMES.size(); c++) {
            metrics.add(percent(
                    Bccd.CLASS_NAMES.get(c) + " AP@0.5",
                    scores.averagePrecision(c, OVERLAP, Interpolation.ALL_POINTS)));
        }
        metrics.add(percent("test mAP@0.5:0.95", scores.meanAveragePrecision(Interpolation.ALL_POINTS)));
        double loss = Evaluation.of(Forward.of(model), test, recipe.loss()).loss();
        metrics.add(new Outcome.Metric("test loss", loss, Figures.loss(loss)));
        List<byte[]> jpegs = pictures.stream().map(Bccd.Picture::jpeg).toList();
        return new Outcome(
                metrics,
                Figures.count(test.size()) + " images",
                new DetectionSections(scores, OVERLAP, Bccd.CLASS_NAMES, jpegs, found, test).html());
    }

    private static Outcome.Metric percent(String name, double value) {
        return new Outcome.Metric(name, value, Figures.percent(value));
    }

    /** What the model finds in each image. */
    private static List<List<Detection>> detections(Layer model, DetectionDataset data) {
        Detector detector = new Detector(data.anchors());
        List<List<Detection>> found = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            try (Scope _ = Scope.open()) {
                Tensor image = data.batch(new int[] {i}).inputs();
                found.add(detector.of(model.forward(image).squeeze(0)));
            }
        }
        return found;
    }
}
