package dev.merapi.models.optim;

/**
 * gamma^floor(step / every).
 *
 * @param every the number of steps between two changes
 * @param gamma what each change multiplies the rate by
 */
public record StepDecay(long every, double gamma) implements Schedule {
    /** Checks the constants. */
    public StepDecay {
        if (every < 1) {
            throw new IllegalArgumentException("a step schedule changes after " + every + " steps; use 1 or more");
        }
        Elementwise.checkNotNegative("a step schedule's gamma", gamma);
    }

    @Override
    public double factor(long step, long steps) {
        long changes = step / every;
        return StrictMath.pow(gamma, (double) changes);
    }
}
