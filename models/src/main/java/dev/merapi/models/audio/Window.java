package dev.merapi.models.audio;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Tensor;

/**
 * {@code w[i] = a - (1 - a) cos(2 pi i / m)}: what a frame is multiplied by before its transform. Periodic windows (m =
 * n) are those for spectra, PyTorch's default; symmetric ones (m = n - 1) are those for filters.
 */
public enum Window {
    /** a = 0.5: falls to 0 at its ends. */
    HANN(0.5),
    /** a = 0.54: the first side lobe is lowest. */
    HAMMING(0.54),
    /** a = 1: ones. */
    RECTANGULAR(1);

    private final double a;

    Window(double a) {
        this.a = a;
    }

    /** float64 [n], m = n. */
    public Tensor periodic(int n) {
        return Tensor.of(values(n, n));
    }

    /** float64 [n], m = n - 1. */
    public Tensor symmetric(int n) {
        return Tensor.of(values(n, n - 1));
    }

    double[] values(int n, int m) {
        if (n < 1) {
            throw new IllegalArgumentException("a window of " + n + " samples shows nothing; use 1 or more");
        }
        double[] w = new double[HeapArray.length("a window", n, Double.BYTES)];
        for (int i = 0; i < n; i++) {
            w[i] = n == 1 ? 1 : a - (1 - a) * StrictMath.cos(2 * Math.PI * i / m);
        }
        return w;
    }
}
