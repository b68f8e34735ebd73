package dev.merapi.cli;

import dev.merapi.cli.report.Report;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.EarlyStopping;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.simd.Workers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of {@code merapi train}, from the data to the report.
 *
 * @param split all images; the settings' limit is applied here
 * @param profile whether to record what operators cost
 * @param from where to go on, if it's an earlier run
 */
record Session(
        Task task,
        Manifest manifest,
        RunFolder folder,
        ImageData.Split split,
        boolean profile,
        Optional<Checkpoint> from) {
    void run() {
        int limit = manifest.settings().limit();
        ImageData.Split images = limit == 0 ? split : split.limit(limit, limit);
        Layer model = task.newModel(manifest.settings().seed());
        Recipe recipe = recipe();
        announce(model, images);
        try (Display display = Display.of(recipe.epochs(), images.train().size())) {
            Trainer trainer = new Trainer(model, recipe, callbacks(display, model, recipe));
            from.ifPresent(trainer::resume);
            manifest.write(folder.manifest());
            Progress progress =
                    profile ? Profiling.of(folder.profile(), () -> fit(trainer, images)) : fit(trainer, images);
            finish(model, recipe, progress, images);
        }
    }

    private Recipe recipe() {
        var s = manifest.settings();
        return task.recipe().epochs(s.epochs()).batch(s.batch()).seed(s.seed()).optimizer(Adam.of(s.rate()));
    }

    private void announce(Layer model, ImageData.Split images) {
        System.out.println(task.name() + ": " + task.summary() + ", "
                + Figures.count(State.of(model).size()) + " parameters");
        System.out.println(Figures.count(images.train().size()) + " images to train on, "
                + Figures.count(images.test().size()) + " to test on, from "
                + manifest.settings().data());
        System.out.println("run folder " + folder.path() + "; kernels " + Environment.kernels() + "; threads "
                + Workers.threads());
    }

    private Callback[] callbacks(Display display, Layer model, Recipe recipe) {
        List<Callback> callbacks = new ArrayList<>();
        callbacks.add(display);
        callbacks.add(new Checkpoints(
                folder.checkpoint(), model, recipe, manifest.settings().checkpointEvery()));
        callbacks.add(this::writeMetrics);
        stopping().ifPresent(callbacks::add);
        return callbacks.toArray(Callback[]::new);
    }

    private Optional<EarlyStopping> stopping() {
        int patience = manifest.settings().patience();
        return patience == 0 ? Optional.empty() : Optional.of(new EarlyStopping(patience, 0));
    }

    private void writeMetrics(Callback.Event event) {
        if (event instanceof Callback.EpochEnd) {
            AtomicFile.write(
                    folder.metrics(),
                    event.progress().history().stream()
                            .map(EpochRecord::csv)
                            .collect(Collectors.joining("\n", EpochRecord.HEADER + "\n", "\n")));
        }
    }

    private Progress fit(Trainer trainer, ImageData.Split images) {
        Progress progress = trainer.progress();
        if (progress.epoch() > 0 && progress.step() == 0) {
            // The process may have died between an epoch's checkpoint and the decision to stop after it.
            stopping().ifPresent(stopping -> stopping.on(new Callback.EpochEnd(progress)));
        }
        try (var _ = new Interruption(folder)) {
            return trainer.fit(images.train(), images.test());
        } catch (NonFiniteLossException e) {
            throw new Failure(
                    e.getMessage()
                            + (Files.exists(folder.checkpoint())
                                    ? "; the last good checkpoint is " + folder.checkpoint()
                                    : "; there was no checkpoint yet"),
                    e);
        }
    }

    private void finish(Layer model, Recipe recipe, Progress progress, ImageData.Split images) {
        Evaluation evaluation = Evaluation.of(model, images.test(), recipe.loss());
        Weights.save(model, folder.model());
        Manifest finished = manifest.result(new Manifest.Result(
                progress.epoch(),
                evaluation.accuracy(),
                evaluation.loss(),
                progress.history().stream().mapToDouble(EpochRecord::seconds).sum(),
                progress.stopped()));
        finished.write(folder.manifest());
        new Report(finished, progress.history(), evaluation, images.test()).write(folder.report());
        progress.stopped().ifPresent(reason -> System.out.println("stopped early: " + reason));
        System.out.println("wrote " + folder.report());
        System.out.println("test accuracy " + Figures.percent(evaluation.accuracy()));
    }
}
