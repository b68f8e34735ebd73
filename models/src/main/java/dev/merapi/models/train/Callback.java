package dev.merapi.models.train;

/** Sees what happens in training: progress bars, early stopping, checkpoints and reports are callbacks. */
@FunctionalInterface
public interface Callback {
    /** Something happened. */
    void on(Event event);

    /** What can happen. */
    sealed interface Event {
        /** Where training stands. */
        Progress progress();
    }

    /**
     * A step has been made.
     *
     * @param steps steps in an epoch
     * @param loss the mean loss of this batch
     * @param samples the size of this batch
     */
    record StepEnd(Progress progress, int steps, double loss, int samples) implements Event {}

    /** An epoch has ended and was evaluated; its record is the last of the history. */
    record EpochEnd(Progress progress) implements Event {}

    /** Training has ended: all epochs are done, or somebody stopped it. */
    record TrainingEnd(Progress progress) implements Event {}
}
