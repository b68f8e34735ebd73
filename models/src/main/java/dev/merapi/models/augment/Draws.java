package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/** A few random numbers of a key, one after another: the mixed keys of their positions. */
public final class Draws {
    private final RandomKey key;
    private long position;

    /** From the key's first position on. */
    public Draws(RandomKey key) {
        this.key = key;
    }

    /** From 0 to below 1. */
    public double uniform() {
        return (key.fold(position++).bits() >>> 11) * 0x1p-53;
    }

    double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** From 0 to n - 1. */
    public int below(int n) {
        return (int) (uniform() * n);
    }

    boolean chance(double p) {
        return uniform() < p;
    }

    /**
     * Beta(a, a), by Jöhnk's method: with u^(1/a) + v^(1/a) at most 1, the first's share of both. In logarithms, as for
     * small a the powers are too small for a double. Source: M. D. Jöhnk, "Erzeugung von betaverteilten und
     * gammaverteilten Zufallszahlen", 1964.
     */
    double beta(double a) {
        while (true) {
            double x = StrictMath.log(1 - uniform()) / a;
            double y = StrictMath.log(1 - uniform()) / a;
            if (StrictMath.exp(x) + StrictMath.exp(y) <= 1) {
                double larger = Math.max(x, y);
                double ex = StrictMath.exp(x - larger);
                return ex / (ex + StrictMath.exp(y - larger));
            }
        }
    }
}
