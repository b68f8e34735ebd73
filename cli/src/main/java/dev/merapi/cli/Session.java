package dev.merapi.cli;

import dev.merapi.cli.report.Report;
import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Work;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.layer.State;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.EarlyStopping;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.simd.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of {@code merapi train}, from the data to the report.
 *
 * @param profile whether to record what operators cost
 * @param from where to go on, if it's an earlier run
 */
record Session(Task task, Work work, Manifest manifest, RunFolder folder, boolean profile, Optional<Checkpoint> from) {
    /** Steps between checkpoints, unless the user says otherwise. */
    static final int CHECKPOINT_EVERY = 200;

    /**
     * A new run.
     *
     * @param out its folder; the next free one of the task's name if it's empty
     */
    static Session fresh(Task task, Manifest.Settings settings, Optional<Path> out, boolean profile) {
        Work work = task.open(Path.of(settings.data()), settings, Optional.empty());
        RunFolder run = out.map(RunFolder::at).orElseGet(() -> RunFolder.next(task.name()));
        var manifest = new Manifest(task.name(), work.details(), settings, Optional.empty(), Environment.now());
        return new Session(task, work, manifest, run, profile, Optional.empty());
    }

    /** Trains, tests and writes all files; the manifest with its result. */
    Manifest run() {
        announce();
        try (Display display = Display.of(work.recipe().epochs(), work.train().size(), work.samples())) {
            Trainer trainer = new Trainer(work.model(), work.forward(), work.recipe(), callbacks(display));
            from.ifPresent(trainer::resume);
            manifest.write(folder.manifest());
            return finish(profile ? Profiling.of(folder.profile(), () -> fit(trainer)) : fit(trainer));
        }
    }

    private void announce() {
        System.out.println(task.name() + ": " + task.summary() + ", "
                + Figures.count(State.of(work.model()).size()) + " parameters");
        System.out.println(Figures.count(work.train().size()) + " " + work.samples() + " to train on, "
                + Figures.count(work.validation().size()) + " to validate on, from "
                + manifest.settings().data());
        System.out.println("run folder " + folder.path() + "; kernels " + Environment.kernels() + "; threads "
                + Workers.threads());
    }

    private Callback[] callbacks(Display display) {
        List<Callback> callbacks = new ArrayList<>();
        callbacks.add(display);
        // Before the checkpoint: an epoch that is lost with it is noted again when it's made again.
        work.diary().map(diary -> new DiaryFile(folder.diary(), diary)).ifPresent(callbacks::add);
        callbacks.add(new Checkpoints(
                folder.checkpoint(),
                work.model(),
                work.recipe(),
                manifest.settings().checkpointEvery()));
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

    private Progress fit(Trainer trainer) {
        Progress progress = trainer.progress();
        if (progress.epoch() > 0 && progress.step() == 0) {
            // The process may have died between an epoch's checkpoint and the decision to stop after it.
            stopping().ifPresent(stopping -> stopping.on(new Callback.EpochEnd(progress)));
        }
        try (var _ = new Interruption(folder)) {
            return trainer.fit(work.train(), work.validation());
        } catch (NonFiniteLossException e) {
            throw new Failure(
                    e.getMessage()
                            + (Files.exists(folder.checkpoint())
                                    ? "; the last good checkpoint is " + folder.checkpoint()
                                    : "; there was no checkpoint yet"),
                    e);
        }
    }

    private Manifest finish(Progress progress) {
        Outcome tested = work.outcome().get();
        Outcome outcome = work.diary()
                .map(diary -> diary.add(new DiaryFile(folder.diary(), diary).entries(), tested))
                .orElse(tested);
        Weights.save(work.model(), folder.model());
        Manifest finished = manifest.result(new Manifest.Result(
                progress.epoch(),
                progress.history().stream().mapToDouble(EpochRecord::seconds).sum(),
                progress.stopped(),
                outcome.values()));
        finished.write(folder.manifest());
        new Report(finished, progress.history(), outcome, work.samples()).write(folder.report());
        progress.stopped().ifPresent(reason -> System.out.println("stopped early: " + reason));
        System.out.println("wrote " + folder.report());
        System.out.println(outcome.headline());
        return finished;
    }
}
