package dev.merapi.simd;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@code X[k] = sum over t of x[t] e^(-2 pi i k t / n)} in float64: by Cooley and Tukey's steps where n is a product of
 * small primes, such as 2^k or 400, otherwise by Bluestein's. The order of all additions follows from n, and sines are
 * StrictMath's, so the bits are the same everywhere. A plan may be used by several threads at once.
 *
 * <p>Source: J. W. Cooley and J. W. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965.
 */
public final class Fft {
    private static final int LARGEST = 1 << 26;
    /** The plans used last, each at the place of its size: their sines cost more than a transform. */
    private static final AtomicReferenceArray<Fft> LAST = new AtomicReferenceArray<>(16);
    /** Larger ones take too much memory to be kept. */
    private static final int KEPT = 1 << 14;

    private final int n;
    private final FourierSteps whole;
    /** Of n / 2 complex values, which are n real ones, if n is even. */
    private final FourierSteps half;

    private final double[] cos;
    private final double[] sin;

    /** A plan for n values. */
    public Fft(int n) {
        if (n < 1 || n > LARGEST) {
            throw new IllegalArgumentException("an FFT of " + n + " values can't be; take 1 to " + LARGEST);
        }
        this.n = n;
        this.whole = FourierSteps.of(n);
        this.half = even() ? FourierSteps.of(n / 2) : whole;
        Turns turns = Turns.of(n, n / 2);
        this.cos = turns.cos();
        this.sin = turns.sin();
    }

    /** A plan for n values, the one that was made before if it's still there. */
    public static Fft of(int n) {
        int place = Math.floorMod((n * 0x9e3779b9) >>> 16, LAST.length());
        Fft last = LAST.get(place);
        if (last != null && last.n == n) {
            return last;
        }
        Fft plan = new Fft(n);
        if (n <= KEPT) {
            LAST.set(place, plan);
        }
        return plan;
    }

    private boolean even() {
        return n % 2 == 0;
    }

    /** The number of values. */
    public int size() {
        return n;
    }

    /** Transforms n complex values in place. */
    public void forward(double[] re, double[] im) {
        check("real parts", re, n);
        check("imaginary parts", im, n);
        whole.forward(re, im);
    }

    /** Undoes {@link #forward}, the factor 1 / n included. */
    public void inverse(double[] re, double[] im) {
        check("real parts", re, n);
        check("imaginary parts", im, n);
        whole.forward(im, re);
        scale(re, im, n);
    }

    /**
     * Transforms n real values into the first n / 2 + 1 complex ones; the others are their conjugates. Half as much
     * work where n is even: even and odd values are taken as one complex number.
     */
    public void real(double[] x, double[] re, double[] im) {
        check("values", x, n);
        check("real parts", re, n / 2 + 1);
        check("imaginary parts", im, n / 2 + 1);
        if (!even()) {
            oddReal(x, re, im);
            return;
        }
        int h = n / 2;
        for (int k = 0; k < h; k++) {
            re[k] = x[2 * k];
            im[k] = x[2 * k + 1];
        }
        half.forward(re, im);
        re[h] = re[0] - im[0];
        re[0] = re[0] + im[0];
        im[h] = 0;
        im[0] = 0;
        for (int k = 1; k <= h / 2; k++) {
            int j = h - k;
            double er = (re[k] + re[j]) / 2;
            double ei = (im[k] - im[j]) / 2;
            double or = (im[k] + im[j]) / 2;
            double oi = (re[j] - re[k]) / 2;
            double wr = cos[k] * or + sin[k] * oi;
            double wi = cos[k] * oi - sin[k] * or;
            re[j] = er - wr;
            im[j] = wi - ei;
            re[k] = er + wr;
            im[k] = ei + wi;
        }
    }

    private void oddReal(double[] x, double[] re, double[] im) {
        double[] r = new double[n];
        double[] i = new double[n];
        System.arraycopy(x, 0, r, 0, n);
        whole.forward(r, i);
        System.arraycopy(r, 0, re, 0, n / 2 + 1);
        System.arraycopy(i, 0, im, 0, n / 2 + 1);
        im[0] = 0;
    }

    /**
     * Undoes {@link #real}; the imaginary part of the first value is taken as 0, that of the last too if n is even.
     * Overwrites its arguments.
     */
    public void inverseReal(double[] re, double[] im, double[] x) {
        check("values", x, n);
        check("real parts", re, n / 2 + 1);
        check("imaginary parts", im, n / 2 + 1);
        if (!even()) {
            oddInverseReal(re, im, x);
            return;
        }
        int h = n / 2;
        double first = re[0];
        re[0] = (first + re[h]) / 2;
        im[0] = (first - re[h]) / 2;
        for (int k = 1; k <= h / 2; k++) {
            int j = h - k;
            double er = (re[k] + re[j]) / 2;
            double ei = (im[k] - im[j]) / 2;
            double wr = (re[k] - re[j]) / 2;
            double wi = (im[k] + im[j]) / 2;
            double or = cos[k] * wr - sin[k] * wi;
            double oi = cos[k] * wi + sin[k] * wr;
            re[j] = er + oi;
            im[j] = or - ei;
            re[k] = er - oi;
            im[k] = ei + or;
        }
        half.forward(im, re);
        scale(re, im, h);
        for (int k = 0; k < h; k++) {
            x[2 * k] = re[k];
            x[2 * k + 1] = im[k];
        }
    }

    private void oddInverseReal(double[] re, double[] im, double[] x) {
        double[] r = new double[n];
        double[] i = new double[n];
        r[0] = re[0];
        for (int k = 1; k <= n / 2; k++) {
            r[k] = re[k];
            i[k] = im[k];
            r[n - k] = re[k];
            i[n - k] = -im[k];
        }
        inverse(r, i);
        System.arraycopy(r, 0, x, 0, n);
    }

    private static void check(String what, double[] array, int length) {
        if (array.length < length) {
            throw new IllegalArgumentException(
                    "an array of " + array.length + " has no room for " + length + " " + what + "; make it larger");
        }
    }

    private static void scale(double[] re, double[] im, int m) {
        double factor = 1.0 / m;
        for (int i = 0; i < m; i++) {
            re[i] *= factor;
            im[i] *= factor;
        }
    }
}
