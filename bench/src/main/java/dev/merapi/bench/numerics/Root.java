package dev.merapi.bench.numerics;

/**
 * A function near the root r where its formula cancels: a Taylor series in x - r without constant term, r in two
 * doubles. So the relative error stays at some units of 2^-53 however near a float comes to the root.
 *
 * @param high r, rounded
 * @param low what rounding r lost
 * @param coefficients of (x - r), (x - r)^2, ...
 */
record Root(double high, double low, double... coefficients) {
    /** How far from the root the series reaches: 1/16 to the 12th is 2^-48 of the first term, times coefficients < 1/100. */
    private static final double REACH = 0x1p-4;

    /** Whether x is so near that {@link #at} holds. */
    boolean near(double x) {
        return Math.abs(x - high) < REACH;
    }

    /** The function at x, a float near the root. */
    double at(double x) {
        double h = x - high - low;
        double sum = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            sum = Math.fma(sum, h, coefficients[k]);
        }
        return sum * h;
    }
}
