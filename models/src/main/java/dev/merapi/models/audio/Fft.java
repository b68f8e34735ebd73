package dev.merapi.models.audio;

/**
 * {@code X[k] = sum over t of x[t] e^(-2 pi i k t / n)} for n a power of two, by Cooley and Tukey's radix-2 steps. The
 * order of all additions follows from n, and sines are StrictMath's, so the bits are the same everywhere. A plan may be
 * used by several threads at once.
 *
 * <p>Source: J. W. Cooley and J. W. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965.
 */
public final class Fft {
    private static final int LARGEST = 1 << 26;

    private final int n;
    /** cos and sin of 2 pi k / n for k below n / 2. */
    private final double[] cos;

    private final double[] sin;

    /** A plan for n values. */
    public Fft(int n) {
        checkSize(n);
        this.n = n;
        this.cos = new double[n / 2];
        this.sin = new double[n / 2];
        for (int k = 0; k < n / 2; k++) {
            // StrictMath's cosine of the nearest double to pi / 2 isn't quite 0.
            cos[k] = 4L * k == n ? 0 : StrictMath.cos(2 * Math.PI * k / n);
            sin[k] = StrictMath.sin(2 * Math.PI * k / n);
        }
    }

    static void checkSize(int n) {
        if (n < 1 || n > LARGEST || Integer.bitCount(n) != 1) {
            throw new IllegalArgumentException("an FFT of " + n + " values can't be cut in halves; take a power of two,"
                    + " such as " + nextPowerOfTwo(n) + ", with a shorter window in its middle");
        }
    }

    private static int nextPowerOfTwo(int n) {
        return n <= 1 ? 1 : n > LARGEST ? LARGEST : Integer.highestOneBit(n - 1) << 1;
    }

    /** The number of values. */
    public int size() {
        return n;
    }

    /** Transforms n complex values in place. */
    public void forward(double[] re, double[] im) {
        check("real parts", re, n);
        check("imaginary parts", im, n);
        transform(re, im, n, 1);
    }

    /** Undoes {@link #forward}, the factor 1 / n included. */
    public void inverse(double[] re, double[] im) {
        check("real parts", re, n);
        check("imaginary parts", im, n);
        transform(re, im, n, -1);
        scale(re, im, n);
    }

    /**
     * Transforms n real values into the first n / 2 + 1 complex ones; the others are their conjugates. Half as much
     * work: even and odd values are taken as one complex number.
     */
    public void real(double[] x, double[] re, double[] im) {
        check("values", x, n);
        check("real parts", re, n / 2 + 1);
        check("imaginary parts", im, n / 2 + 1);
        if (n == 1) {
            re[0] = x[0];
            im[0] = 0;
            return;
        }
        int h = n / 2;
        for (int k = 0; k < h; k++) {
            re[k] = x[2 * k];
            im[k] = x[2 * k + 1];
        }
        transform(re, im, h, 1);
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

    /**
     * Undoes {@link #real}; the imaginary parts of the first and last value are taken as 0. Overwrites its arguments.
     */
    public void inverseReal(double[] re, double[] im, double[] x) {
        check("values", x, n);
        check("real parts", re, n / 2 + 1);
        check("imaginary parts", im, n / 2 + 1);
        if (n == 1) {
            x[0] = re[0];
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
        transform(re, im, h, -1);
        scale(re, im, h);
        for (int k = 0; k < h; k++) {
            x[2 * k] = re[k];
            x[2 * k + 1] = im[k];
        }
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

    /** Of the first m values, m = n or n / 2; sign -1 turns the other way. */
    private void transform(double[] re, double[] im, int m, int sign) {
        reverse(re, im, m);
        for (int length = 2; length <= m; length *= 2) {
            int half = length / 2;
            int step = n / length;
            for (int from = 0; from < m; from += length) {
                for (int k = 0; k < half; k++) {
                    int a = from + k;
                    int b = a + half;
                    double c = cos[k * step];
                    double s = sign * sin[k * step];
                    double wr = c * re[b] + s * im[b];
                    double wi = c * im[b] - s * re[b];
                    re[b] = re[a] - wr;
                    im[b] = im[a] - wi;
                    re[a] += wr;
                    im[a] += wi;
                }
            }
        }
    }

    /** Swaps each value with the one whose index has the same bits in reverse. */
    private static void reverse(double[] re, double[] im, int m) {
        int shift = Integer.numberOfLeadingZeros(m) + 1;
        for (int i = 1; i < m; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                double r = re[i];
                re[i] = re[j];
                re[j] = r;
                double c = im[i];
                im[i] = im[j];
                im[j] = c;
            }
        }
    }
}
