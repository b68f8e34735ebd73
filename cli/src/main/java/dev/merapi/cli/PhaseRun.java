package dev.merapi.cli;

import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.task.Phase;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.text.Lines;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.EarlyStopping;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Trainer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One phase of a session.
 *
 * @param folder of its checkpoint and its metrics
 * @param samples what a sample is called, in the plural
 * @param from where to go on, if an earlier run came to this phase
 */
record PhaseRun(Phase phase, RunFolder folder, Manifest.Settings settings, String samples, Optional<Checkpoint> from) {
    /**
     * Trains to the end.
     *
     * @param ready told once the checkpoint has proven good and training may begin
     */
    Progress run(Runnable ready) {
        try (Display display = Display.of(phase.recipe().epochs(), phase.train().size(), samples)) {
            Trainer trainer = new Trainer(phase.model(), phase.forward(), phase.recipe(), callbacks(display));
            from.ifPresent(trainer::resume);
            ready.run();
            return fit(trainer);
        }
    }

    private Callback[] callbacks(Display display) {
        List<Callback> callbacks = new ArrayList<>();
        callbacks.add(display);
        // Before the checkpoint: an epoch that is lost with it is noted again when it's made again.
        diary().ifPresent(callbacks::add);
        callbacks.add(new Checkpoints(folder.checkpoint(), phase.model(), phase.recipe(), settings.checkpointEvery()));
        callbacks.add(this::writeMetrics);
        stopping().ifPresent(callbacks::add);
        return callbacks.toArray(Callback[]::new);
    }

    private Optional<DiaryFile> diary() {
        return phase.diary().map(diary -> new DiaryFile(folder.diary(), diary));
    }

    /** An outcome with what the phase's diary adds. */
    Outcome noted(Outcome outcome) {
        return diary().map(file -> file.diary().add(file.entries(), outcome)).orElse(outcome);
    }

    private Optional<EarlyStopping> stopping() {
        int patience = settings.patience();
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

    /** The epochs of this phase that its folder knows of. */
    List<EpochRecord> history() {
        if (!Files.exists(folder.metrics())) {
            return List.of();
        }
        return Lines.read(folder.metrics()).stream()
                .skip(1)
                .map(EpochRecord::parse)
                .toList();
    }

    private Progress fit(Trainer trainer) {
        Progress progress = trainer.progress();
        if (progress.epoch() > 0 && progress.step() == 0) {
            // The process may have died between an epoch's checkpoint and the decision to stop after it.
            stopping().ifPresent(stopping -> stopping.on(new Callback.EpochEnd(progress)));
        }
        try {
            return trainer.fit(phase.train(), phase.validation());
        } catch (NonFiniteLossException e) {
            throw new Failure(
                    e.getMessage()
                            + (Files.exists(folder.checkpoint())
                                    ? "; the last good checkpoint is " + folder.checkpoint()
                                    : "; there was no checkpoint yet"),
                    e);
        }
    }
}
