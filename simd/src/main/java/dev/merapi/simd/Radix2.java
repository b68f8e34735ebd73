package dev.merapi.simd;

/** Halves of halves, for a power of two. */
final class Radix2 implements FourierSteps {
    private final int n;
    private final double[] cos;
    private final double[] sin;

    Radix2(int n) {
        this.n = n;
        Turns turns = Turns.of(n, n / 2);
        this.cos = turns.cos();
        this.sin = turns.sin();
    }

    @Override
    public void forward(double[] re, double[] im) {
        reverse(re, im, n);
        for (int length = 2; length <= n; length *= 2) {
            int half = length / 2;
            int step = n / length;
            for (int from = 0; from < n; from += length) {
                for (int k = 0; k < half; k++) {
                    int a = from + k;
                    int b = a + half;
                    double c = cos[k * step];
                    double s = sin[k * step];
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
    private static void reverse(double[] re, double[] im, int n) {
        int shift = Integer.numberOfLeadingZeros(n) + 1;
        for (int i = 1; i < n; i++) {
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
