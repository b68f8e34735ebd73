package dev.merapi.models.optim;

/**
 * gamma^step. As PyTorch's ExponentialLR, stepped after every batch; for a decay per epoch take {@link StepDecay}.
 *
 * @param gamma what each step multiplies the rate by
 */
public record Exponential(double gamma) implements Schedule {
    /** Checks gamma. */
    public Exponential {
        Elementwise.checkNotNegative("an exponential decay's gamma", gamma);
    }

    @Override
    public double factor(long step, long steps) {
        return StrictMath.pow(gamma, (double) step);
    }
}
