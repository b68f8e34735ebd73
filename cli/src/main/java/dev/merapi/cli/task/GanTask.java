package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.cli.report.GameCurves;
import dev.merapi.cli.report.ImageGrid;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.Reconstruction;
import dev.merapi.models.data.WithNoise;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Training;
import dev.merapi.models.metric.ManifoldScores;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A DCGAN that makes images of 28 x 28, on a margin of two pixels: both networks in one step, by Adam with the paper's
 * betas. It is judged by how many test images have one of as many made images among their five nearest
 * ({@link ManifoldScores}), in pixels: collapse to a few images, noise and blur all leave test images uncovered. Of
 * Fashion-MNIST's training images 1,000 cover 98 %, the mean image covers 4 %, and noise with each pixel's mean and
 * variance nothing.
 */
public record GanTask(String name, String summary, String origin, Optional<Target> target, Defaults defaults)
        implements Task {
    static final String COVERAGE = "coverage";

    /** Of either network after any epoch. At 5 a generator's images pass for true with 0.7 %: the game is lost. */
    static final String LARGEST_LOSS = "largest loss";

    private static final int NOISE = 64;
    private static final int WIDTH = 24;
    private static final int SIZE = 32;
    private static final int MARGIN = 2;

    /** Images to learn from, unless the user says otherwise: a third of all, so that epochs are short. */
    private static final int LEARNED = 20_000;

    private static final int VALIDATED = 1000;
    private static final int COLUMNS = 16;
    private static final int JUDGED = 1000;
    private static final int NEIGHBOURS = 5;

    @Override
    public Source source() {
        return ImageTasks.FASHION;
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        GrayImages images = GrayImages.open(data, name, settings.limit());
        if (images.test().size() < 2) {
            throw new Failure(
                    name + " is judged by test images' neighbours, but there is one test image; give it more");
        }
        RandomKey key = RandomKey.of(settings.seed());
        Dcgan gan = Dcgan.of(NOISE, WIDTH, 1, SIZE, key.fold("model"));
        Forward forward =
                batch -> gan.game(framed(batch.inputs()), noise(batch.more().getFirst()));
        Recipe recipe = Recipe.of(Dcgan.loss(), new Adam(settings.rate(), 0.5, 0.999, 1e-8, 0))
                .settings(settings);
        return new Work(
                        gan,
                        forward,
                        recipe,
                        noisy(learned(images.train(), settings.limit()), key),
                        noisy(images.validation().limit(VALIDATED), key),
                        "images",
                        images.details(details),
                        () -> outcome(gan, images, key))
                .with(new Progress(gan, images, key))
                .notes(images.notes());
    }

    private static ImageDataset learned(ImageDataset images, int limit) {
        return limit == 0 ? images.limit(LEARNED) : images;
    }

    private static WithNoise noisy(ImageDataset images, RandomKey key) {
        return new WithNoise(new Reconstruction(images), NOISE, key.fold("noise"));
    }

    private static Tensor noise(Tensor numbers) {
        return numbers.reshape(numbers.size(0), NOISE, 1, 1);
    }

    /** From 0 to 1 without a margin to -1 to 1 with one. */
    private static Tensor framed(Tensor pixels) {
        int[] margin = {0, 0, MARGIN, MARGIN};
        return pixels.pad(margin, margin, 0).mul(2).sub(1);
    }

    /** Images [n, 1, 28, 28], pixels from 0 to 1, of noise [n, 64]. */
    private static Tensor make(Dcgan gan, Tensor numbers) {
        Tensor made = gan.generator().forward(noise(numbers));
        return made.slice(2, MARGIN, SIZE - MARGIN)
                .slice(3, MARGIN, SIZE - MARGIN)
                .add(1)
                .div(2);
    }

    private static Outcome outcome(Dcgan gan, GrayImages images, RandomKey key) {
        try (Scope _ = Scope.open()) {
            Tensor real = images.tested(JUDGED).flatten(1);
            Tensor made = make(gan, key.fold("judged").normal(real.size(0), NOISE));
            int neighbours = Math.min(real.size(0) - 1, NEIGHBOURS);
            ManifoldScores scores = ManifoldScores.of(real, made.flatten(1), neighbours);
            List<Outcome.Metric> metrics = List.of(
                    new Outcome.Metric(COVERAGE, scores.coverage(), Figures.percent(scores.coverage())),
                    new Outcome.Metric("density", scores.density(), Figures.significant(scores.density())));
            String text = "Images of noise that it never saw; of " + Figures.count(real.size(0)) + " test images "
                    + Figures.percent(scores.coverage()) + " have one of as many such images nearer than their "
                    + neighbours + "th nearest other test image.";
            return new Outcome(
                    metrics,
                    Figures.count(real.size(0)) + " images",
                    List.of(ImageGrid.of(made.slice(0, 0, Math.min(made.size(0), COLUMNS * 6)), COLUMNS)
                            .section("What it makes", text)));
        }
    }

    /** Images of the same noise after each epoch, and both networks' losses on images that they don't learn from. */
    private record Progress(Dcgan gan, GrayImages images, RandomKey key) implements Diary {
        private static final int WATCHED = 256;

        @Override
        public Map<String, Tensor> note() {
            Tensor numbers = key.fold("progress").normal(WATCHED, NOISE);
            Tensor made = make(gan, numbers.slice(0, 0, COLUMNS));
            ImageDataset held = images.validation().limit(WATCHED);
            int[] all = IntStream.range(0, held.size()).toArray();
            Tensor shown = framed(held.batch(all).inputs());
            // As in training, with the batch's statistics: those that run along lag behind what the generator makes
            // now.
            Tensor game = new Training(key.fold("validation"))
                    .call(() -> gan.game(shown, noise(numbers.slice(0, 0, held.size()))));
            return Map.of(
                    "made", made.mul(255).round().to(DType.UINT8),
                    "losses", Dcgan.costs(game).mean(0));
        }

        @Override
        public Outcome add(List<Entry> entries, Outcome outcome) {
            int[] epochs = entries.stream().mapToInt(Entry::epoch).toArray();
            double[] discriminator = losses(entries, 0);
            double[] generator = losses(entries, 1);
            double largest = DoubleStream.concat(Arrays.stream(discriminator), Arrays.stream(generator))
                    .max()
                    .orElse(Double.NaN);
            List<Tensor> rows = entries.stream()
                    .map(entry -> entry.notes().get("made").to(DType.FLOAT32).div(255))
                    .toList();
            List<Outcome.Metric> metrics = new ArrayList<>(outcome.metrics());
            metrics.add(new Outcome.Metric(LARGEST_LOSS, largest, Figures.loss(largest)));
            List<String> sections = new ArrayList<>(outcome.sections());
            sections.add(new ImageGrid(rows)
                    .section("How it learned", "A row an epoch, from the first on, always of the same noise."));
            sections.add(new GameCurves(epochs, discriminator, generator).section());
            return new Outcome(metrics, outcome.text(), sections);
        }

        private static double[] losses(List<Entry> entries, int who) {
            return entries.stream()
                    .mapToDouble(entry -> entry.notes().get("losses").toDoubleArray()[who])
                    .toArray();
        }
    }
}
