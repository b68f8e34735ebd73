package dev.merapi.models.optim;

/**
 * floor + (1 - floor) (1 - step / steps)^power: from 1 down to the floor, along a line if the power is 1. As PyTorch's
 * PolynomialLR over the whole training.
 *
 * @param power how bent the way is
 * @param floor where it ends, from 0 to 1
 */
public record Polynomial(double power, double floor) implements Schedule {
    /** Checks the numbers. */
    public Polynomial {
        Elementwise.checkNotNegative("a polynomial schedule's power", power);
        Elementwise.checkRange("a polynomial schedule's floor", floor, 0, 1);
    }

    /** Down to 0. */
    public Polynomial(double power) {
        this(power, 0);
    }

    @Override
    public double factor(long step, long steps) {
        double left = Math.max(0, 1 - (double) step / Math.max(1, steps));
        return floor + (1 - floor) * StrictMath.pow(left, power);
    }
}
