package dev.merapi.simd;

/** The steps of a complex Fourier transform of one size. The inverse's are the same with its parts exchanged. */
sealed interface FourierSteps permits Radix2, MixedRadix, Bluestein {
    /**
     * From here on three transforms of a power of two are fewer operations than a prime's own sums, which are its
     * square.
     */
    int LARGEST_FACTOR = 127;

    /** {@code X[k] = sum over t of x[t] e^(-2 pi i k t / n)} in place. */
    void forward(double[] re, double[] im);

    /** The steps for n values. */
    static FourierSteps of(int n) {
        if (Integer.bitCount(n) == 1) {
            return new Radix2(n);
        }
        int[] factors = MixedRadix.factors(n);
        return factors[factors.length - 1] <= LARGEST_FACTOR ? new MixedRadix(n, factors) : new Bluestein(n);
    }
}
