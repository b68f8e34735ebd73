package dev.merapi.cli.task;

import dev.merapi.cli.report.ImageGrid;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Reconstruction;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Images through a narrow code and back. The reconstruction error is the mean squared one of the test images' pixels,
 * which are from 0 to 1.
 *
 * @param network makes the network
 */
public record ReconstructionTask(
        String name,
        String summary,
        String origin,
        Optional<Target> target,
        Function<RandomKey, Coder> network,
        Defaults defaults)
        implements Task {
    static final String ERROR = "reconstruction error";
    private static final int COLUMNS = 16;
    private static final int PAIRS = 3;

    @Override
    public Source source() {
        return ImageTasks.FASHION;
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        GrayImages images = GrayImages.open(data, name, settings.limit());
        RandomKey key = RandomKey.of(settings.seed());
        Coder coder = network.apply(key.fold("model"));
        Recipe recipe = Recipe.of(coder.loss(), Adam.of(settings.rate()))
                .schedule(new Cosine(0.01))
                .settings(settings);
        return Work.of(
                        coder.model(),
                        recipe,
                        new Reconstruction(images.train()),
                        new Reconstruction(images.validation()),
                        "images",
                        images.details(details),
                        () -> outcome(coder, images, key))
                .notes(images.notes());
    }

    private static Outcome outcome(Coder coder, GrayImages images, RandomKey key) {
        Reconstruction test = new Reconstruction(images.test());
        double error = Evaluation.of(batch -> coder.reconstruct(batch.inputs()), test, new MeanSquaredError())
                .loss();
        List<Outcome.Metric> metrics = new ArrayList<>();
        metrics.add(new Outcome.Metric(ERROR, error, Figures.significant(error)));
        metrics.addAll(coder.metrics(test, key));
        List<String> sections = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            Tensor shown = images.tested(COLUMNS * PAIRS);
            List<Tensor> rows = new ArrayList<>();
            for (Tensor row : shown.split(0, COLUMNS)) {
                rows.add(row);
                rows.add(coder.reconstruct(row));
            }
            sections.add(new ImageGrid(rows)
                    .section("There and back", "Test images, and below each what came back from its code."));
            sections.addAll(coder.sections(shown, key));
        }
        return new Outcome(metrics, Figures.count(test.size()) + " images", sections);
    }
}
