package dev.merapi.models.train;

import java.nio.file.Path;

/**
 * Writes a checkpoint after every epoch and, if {@code everySteps} is above 0, every so many steps. The newest good one is
 * always whole on disk, whatever stops the process.
 */
public record Checkpoints(Path file, Object model, Recipe recipe, int everySteps) implements Callback {
    @Override
    public void on(Event event) {
        boolean due = switch (event) {
            case StepEnd end -> everySteps > 0 && end.progress().steps() % everySteps == 0;
            case EpochEnd _ -> true;
            case TrainingEnd _ -> false;
        };
        if (due) {
            Checkpoint.write(file, model, recipe, event.progress());
        }
    }
}
