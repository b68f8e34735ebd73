package dev.merapi.simd;

/**
 * {@code X[k] = w[k] sum over t of (x[t] w[t]) conj(w[k - t])} for w[k] = e^(-pi i k^2 / n): any size, by three
 * transforms of a power of two.
 *
 * <p>Source: L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970.
 */
final class Bluestein implements FourierSteps {
    private final int n;
    private final int m;
    private final Radix2 inner;
    private final double[] cos;
    private final double[] sin;
    /** The transform of conj(w), divided by m. */
    private final double[] filterRe;

    private final double[] filterIm;

    Bluestein(int n) {
        this.n = n;
        this.m = Integer.highestOneBit(2 * n - 2) << 1;
        this.inner = new Radix2(m);
        this.cos = new double[n];
        this.sin = new double[n];
        this.filterRe = new double[m];
        this.filterIm = new double[m];
        for (int k = 0; k < n; k++) {
            double angle = Math.PI * ((long) k * k % (2L * n)) / n;
            cos[k] = StrictMath.cos(angle);
            sin[k] = StrictMath.sin(angle);
            int mirrored = k == 0 ? 0 : m - k;
            filterRe[k] = filterRe[mirrored] = cos[k] / m;
            filterIm[k] = filterIm[mirrored] = sin[k] / m;
        }
        inner.forward(filterRe, filterIm);
    }

    @Override
    public void forward(double[] re, double[] im) {
        double[] r = new double[m];
        double[] i = new double[m];
        for (int t = 0; t < n; t++) {
            r[t] = cos[t] * re[t] + sin[t] * im[t];
            i[t] = cos[t] * im[t] - sin[t] * re[t];
        }
        inner.forward(r, i);
        for (int k = 0; k < m; k++) {
            double x = r[k] * filterRe[k] - i[k] * filterIm[k];
            i[k] = r[k] * filterIm[k] + i[k] * filterRe[k];
            r[k] = x;
        }
        inner.forward(i, r);
        for (int k = 0; k < n; k++) {
            re[k] = cos[k] * r[k] + sin[k] * i[k];
            im[k] = cos[k] * i[k] - sin[k] * r[k];
        }
    }
}
