package dev.merapi.simd;

import java.util.Arrays;

/**
 * Any product of small primes: n = p m values are p transforms of every p-th one, joined by m sums of p terms. Of an odd
 * prime's sums those of q and p - q share their products.
 */
final class MixedRadix implements FourierSteps {
    private final int n;
    private final int[] factors;
    /** Which value the first pass has at each place: digits in reverse. */
    private final int[] source;

    private final double[] cos;
    private final double[] sin;

    MixedRadix(int n, int[] factors) {
        this.n = n;
        this.factors = factors;
        Turns turns = Turns.of(n, n);
        this.cos = turns.cos();
        this.sin = turns.sin();
        int[] places = new int[n];
        int m = 1;
        for (int p : factors) {
            for (int q = p - 1; q >= 0; q--) {
                for (int j = 0; j < m; j++) {
                    places[q * m + j] = p * places[j] + q;
                }
            }
            m *= p;
        }
        this.source = places;
    }

    /** Prime factors in ascending order. */
    static int[] factors(int n) {
        int[] factors = new int[Integer.SIZE];
        int count = 0;
        int rest = n;
        for (int p = 2; (long) p * p <= rest; p++) {
            for (; rest % p == 0; rest /= p) {
                factors[count++] = p;
            }
        }
        if (rest > 1) {
            factors[count++] = rest;
        }
        return Arrays.copyOf(factors, count);
    }

    @Override
    public void forward(double[] re, double[] im) {
        double[] r = new double[n];
        double[] i = new double[n];
        for (int t = 0; t < n; t++) {
            r[t] = re[source[t]];
            i[t] = im[source[t]];
        }
        int m = 1;
        for (int p : factors) {
            if (p == 2) {
                pairs(m, r, i);
            } else {
                odd(p, m, r, i);
            }
            m *= p;
        }
        System.arraycopy(r, 0, re, 0, n);
        System.arraycopy(i, 0, im, 0, n);
    }

    private void pairs(int m, double[] re, double[] im) {
        int step = n / (2 * m);
        for (int from = 0; from < n; from += 2 * m) {
            for (int a = from, b = from + m, w = 0; a < from + m; a++, b++, w += step) {
                double wr = cos[w] * re[b] + sin[w] * im[b];
                double wi = cos[w] * im[b] - sin[w] * re[b];
                re[b] = re[a] - wr;
                im[b] = im[a] - wi;
                re[a] += wr;
                im[a] += wi;
            }
        }
    }

    private void odd(int p, int m, double[] re, double[] im) {
        int half = p / 2;
        double[] sums = new double[2 * half];
        double[] differences = new double[2 * half];
        for (int from = 0; from < n; from += p * m) {
            for (int k = 0; k < m; k++) {
                gather(p, m, k, from + k, re, im, sums, differences);
                join(p, m, from + k, re, im, sums, differences);
            }
        }
    }

    /** {@code a_q + a_(p - q)} and {@code a_q - a_(p - q)} of values turned by q k n / (p m), real parts first. */
    private void gather(int p, int m, int k, int at, double[] re, double[] im, double[] sums, double[] differences) {
        int half = p / 2;
        int step = n / (p * m) * k;
        for (int q = 1; q <= half; q++) {
            int a = at + q * m;
            int b = at + (p - q) * m;
            double ac = cos[q * step];
            double as = sin[q * step];
            double bc = cos[(p - q) * step];
            double bs = sin[(p - q) * step];
            double ar = ac * re[a] + as * im[a];
            double ai = ac * im[a] - as * re[a];
            double br = bc * re[b] + bs * im[b];
            double bi = bc * im[b] - bs * re[b];
            sums[q - 1] = ar + br;
            sums[half + q - 1] = ai + bi;
            differences[q - 1] = ar - br;
            differences[half + q - 1] = ai - bi;
        }
    }

    /** X_r and X_(p - r) are a_0 and the sums by cosines, plus and minus i times the differences by sines. */
    private void join(int p, int m, int at, double[] re, double[] im, double[] sums, double[] differences) {
        int half = p / 2;
        double r0 = re[at];
        double i0 = im[at];
        double allR = r0;
        double allI = i0;
        for (int q = 0; q < half; q++) {
            allR += sums[q];
            allI += sums[half + q];
        }
        re[at] = allR;
        im[at] = allI;
        for (int r = 1; r <= half; r++) {
            double cr = r0;
            double ci = i0;
            double sr = 0;
            double si = 0;
            for (int q = 1, turn = r; q <= half; q++, turn = turn + r < p ? turn + r : turn + r - p) {
                double c = cos[turn * (n / p)];
                double s = sin[turn * (n / p)];
                cr += sums[q - 1] * c;
                ci += sums[half + q - 1] * c;
                sr += differences[half + q - 1] * s;
                si += differences[q - 1] * s;
            }
            re[at + r * m] = cr + sr;
            im[at + r * m] = ci - si;
            re[at + (p - r) * m] = cr - sr;
            im[at + (p - r) * m] = ci + si;
        }
    }
}
