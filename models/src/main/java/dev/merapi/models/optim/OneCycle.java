package dev.merapi.models.optim;

/**
 * Up from 1 / start to 1 over the first {@code rise} of the steps, then down to 1 / (start end), both along half a
 * cosine, so that the optimizer's rate is the peak. As PyTorch's OneCycleLR of two phases; the momentum stays as it is.
 * Source: Smith, Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018.
 *
 * @param rise which share of the steps goes up, from 0 to 1
 * @param start how many times smaller than the peak the first rate is
 * @param end how many times smaller than the first rate the last one is
 */
public record OneCycle(double rise, double start, double end) implements Schedule {
    /** Checks the numbers. */
    public OneCycle {
        Elementwise.checkRange("the share of one cycle that goes up", rise, 0, 1);
        Elementwise.checkPositive("one cycle's start", start);
        Elementwise.checkPositive("one cycle's end", end);
    }

    /** PyTorch's defaults: 0.3, 25, 1e4. */
    public OneCycle() {
        this(0.3, 25, 1e4);
    }

    @Override
    public double factor(long step, long steps) {
        double last = steps - 1.0;
        double peak = rise * steps - 1;
        double low = 1 / start;
        if (step == peak) {
            return 1; // PyTorch divides by 0 where this is the first step
        }
        if (step < peak) {
            return between(low, 1, step / peak);
        }
        return between(1, low / end, Math.min(1, (step - peak) / (last - peak)));
    }

    /** From a to b along half a cosine. */
    private static double between(double a, double b, double done) {
        return b + (a - b) / 2 * (1 + StrictMath.cos(Math.PI * done));
    }
}
