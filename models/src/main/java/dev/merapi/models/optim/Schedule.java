package dev.merapi.models.optim;

/** The learning rate over time. */
@FunctionalInterface
public interface Schedule {
    /** What to multiply the optimizer's rate by at step {@code step} (from 0) of {@code steps} in all. */
    double factor(long step, long steps);

    /**
     * The same for a schedule that looks at how training goes. It may look at nothing else: the losses are in every
     * checkpoint, so that a resumed run has the rates of an unbroken one.
     *
     * @param losses of the epochs finished so far: on the validation data or, without any, in training
     */
    default double factor(long step, long steps, double[] losses) {
        return factor(step, steps);
    }
}
