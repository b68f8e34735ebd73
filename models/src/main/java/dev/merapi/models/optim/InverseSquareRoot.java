package dev.merapi.models.optim;

/**
 * min(t / warmup, sqrt(warmup / t)) in step t from 1: up to 1 along a line, then down. With a rate of 1 / sqrt(d
 * warmup) it's the paper's d^-0.5 min(t^-0.5, t warmup^-1.5) for a model d wide. Source: Vaswani et al., "Attention is
 * all you need", 2017, equation 3.
 *
 * @param warmup the step of the peak
 */
public record InverseSquareRoot(long warmup) implements Schedule {
    /** Checks the warm-up. */
    public InverseSquareRoot {
        if (warmup < 1) {
            throw new IllegalArgumentException("a warm-up of " + warmup + " steps has no peak; use 1 or more");
        }
    }

    @Override
    public double factor(long step, long steps) {
        double t = step + 1.0;
        return Math.min(t / warmup, Math.sqrt(warmup / t));
    }
}
