package dev.merapi.models.optim;

/**
 * floor + (1 - floor) (1 + cos(pi t / T)) / 2 in the t-th step of a period of T, which begins anew {@code growth} times
 * as long. As PyTorch's CosineAnnealingWarmRestarts. Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent
 * with warm restarts", 2017.
 *
 * @param period the length of the first period, in steps
 * @param growth how many times as long the next period is
 * @param floor where each period ends, from 0 to 1
 */
public record CosineRestarts(long period, int growth, double floor) implements Schedule {
    /** Checks the numbers. */
    public CosineRestarts {
        if (period < 1 || growth < 1) {
            throw new IllegalArgumentException("periods of " + period + " steps that grow " + growth
                    + " times never restart; both must be 1 or more");
        }
        Elementwise.checkRange("the floor of a cosine with restarts", floor, 0, 1);
    }

    @Override
    public double factor(long step, long steps) {
        long t = step;
        long length = period;
        if (growth == 1) {
            t %= period;
        }
        while (t >= length) {
            t -= length;
            length *= growth;
        }
        return floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * t / length)) / 2;
    }
}
