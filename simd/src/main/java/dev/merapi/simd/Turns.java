package dev.merapi.simd;

/** cos and sin of {@code 2 pi k / n} for the first k: a Fourier transform's factors. */
record Turns(double[] cos, double[] sin) {
    /** So many of n. */
    static Turns of(int n, int count) {
        double[] cos = new double[count];
        double[] sin = new double[count];
        for (int k = 0; k < count; k++) {
            // StrictMath's cosine of the nearest double to pi / 2 isn't quite 0.
            cos[k] = 4L * k == n ? 0 : StrictMath.cos(2 * Math.PI * k / n);
            sin[k] = StrictMath.sin(2 * Math.PI * k / n);
        }
        return new Turns(cos, sin);
    }
}
