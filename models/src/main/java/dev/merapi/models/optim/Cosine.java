package dev.merapi.models.optim;

/**
 * floor + (1 - floor) (1 + cos(pi step / steps)) / 2: from 1 down to the floor. Source: Loshchilov, Hutter, "SGDR:
 * stochastic gradient descent with warm restarts", 2017, without restarts.
 *
 * @param floor where it ends, from 0 to 1
 */
public record Cosine(double floor) implements Schedule {
    /** Checks the floor. */
    public Cosine {
        Elementwise.checkRange("a cosine's floor", floor, 0, 1);
    }

    /** Down to 0. */
    public Cosine() {
        this(0);
    }

    @Override
    public double factor(long step, long steps) {
        double done = Math.min(1, (double) step / Math.max(1, steps));
        return floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
}
