package dev.merapi.models.optim;

/** The learning rate over time. */
@FunctionalInterface
public interface Schedule {
    /** What to multiply the optimizer's rate by at step {@code step} (from 0) of {@code steps} in all. */
    double factor(long step, long steps);

    /**
     * The same for a schedule that looks at how training goes. It may look at nothing else: the history is in every
     * checkpoint, so that a resumed run has the rates of an unbroken one.
     */
    default double factor(long step, long steps, History history) {
        return factor(step, steps);
    }

    /**
     * How the epochs finished so far went: on the validation data or, without any, in training.
     *
     * @param losses of each epoch
     * @param accuracies of each epoch; NaN where there are no classes
     */
    record History(double[] losses, double[] accuracies) {
        /** Before the first epoch's end. */
        public static final History NONE = new History(new double[0], new double[0]);
    }
}
