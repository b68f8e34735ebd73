package dev.merapi.models.optim;

/** The learning rate over time. */
@FunctionalInterface
public interface Schedule {
    /** What to multiply the optimizer's rate by at step {@code step} (from 0) of {@code steps} in all. */
    double factor(long step, long steps);
}
