package dev.merapi.models.optim;

/**
 * from + (to - from) min(1, step / length). As PyTorch's LinearLR.
 *
 * @param from the first factor
 * @param to the factor from step {@code length} on
 * @param length how many steps it takes
 */
public record Ramp(double from, double to, long length) implements Schedule {
    /** Checks the numbers. */
    public Ramp {
        Elementwise.checkNotNegative("the factor that a ramp begins with", from);
        Elementwise.checkNotNegative("the factor that a ramp ends with", to);
        if (length < 1) {
            throw new IllegalArgumentException("a ramp of " + length + " steps doesn't exist; use 1 or more");
        }
    }

    @Override
    public double factor(long step, long steps) {
        return from + (to - from) * Math.min(1, (double) step / length);
    }
}
