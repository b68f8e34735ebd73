package dev.merapi.models.audio;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.math.BigInteger;

/**
 * Another sampling rate: {@code y[j] = sum over m of x[m] b/p h(b (m/p - j/q))}, where rates p and q are in lowest
 * terms, {@code b = 0.99 min(p, q)} and {@code h(t) = sin(pi t) / (pi t) cos^2(pi t / 12)} for {@code |t| < 6}: a sinc
 * that passes what both rates can carry, under a Hann window of six zeros on each side. Samples outside the sound are
 * 0; there are {@code ceil(n q / p)} new ones. The same as torchaudio's resample by default.
 *
 * <p>Source: J. O. Smith, "Digital audio resampling", 1984.
 */
public record Resampler(int from, int to) {
    private static final int ZEROS = 6;
    private static final double ROLLOFF = 0.99;
    private static final int GRAIN = 1 << 12;

    /** Checks the rates. */
    public Resampler {
        Sound.checkRate(from);
        Sound.checkRate(to);
    }

    /** Samples [n] at the new rate; themselves if the rates are equal. */
    public Tensor of(Tensor x) {
        if (x.rank() != 1 || !x.dtype().isFloating()) {
            throw new ShapeException("resample: samples must be float32 or float64 [n], but are " + x.spec());
        }
        if (from == to) {
            return x;
        }
        int gcd = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
        long p = from / gcd;
        long q = to / gcd;
        long length = Math.ceilDiv(x.size() * q, p);
        if (length > Integer.MAX_VALUE - 8) {
            throw new ShapeException("resample: " + x.size() + " samples at " + from + " Hz would become " + length
                    + " at " + to + " Hz, too many for a tensor; cut the sound into parts");
        }
        double[] samples = x.toDoubleArray();
        double[] y = new double[(int) length];
        Filter filter = new Filter(p, q, (int) Math.min(q, length));
        Workers.forRange(y.length, GRAIN, (first, last) -> {
            for (int j = first; j < last; j++) {
                y[j] = filter.at(samples, j);
            }
        });
        return Tensor.of(Shape.of(y.length), y).to(x.dtype());
    }

    /** h for each of the q places that a new sample can have between old ones. */
    private static final class Filter {
        private final long p;
        private final long q;
        private final int[] first;
        private final double[][] taps;

        Filter(long p, long q, int phases) {
            this.p = p;
            this.q = q;
            this.first = new int[phases];
            this.taps = new double[phases][];
            double base = ROLLOFF * Math.min(p, q);
            double reach = ZEROS * p / base;
            for (int i = 0; i < phases; i++) {
                double centre = (double) i * p / q;
                first[i] = (int) Math.ceil(centre - reach);
                taps[i] = new double[(int) Math.floor(centre + reach) - first[i] + 1];
                for (int k = 0; k < taps[i].length; k++) {
                    double t = base * ((first[i] + k) * q - i * p) / ((double) p * q);
                    taps[i][k] = base / p * windowedSinc(t);
                }
            }
        }

        private static double windowedSinc(double t) {
            if (Math.abs(t) >= ZEROS) {
                return 0;
            }
            double window = StrictMath.cos(t * Math.PI / ZEROS / 2);
            double x = t * Math.PI;
            return (x == 0 ? 1 : StrictMath.sin(x) / x) * window * window;
        }

        /** One chain of fma in the samples' order. */
        double at(double[] x, int j) {
            int phase = (int) (j % q);
            long start = j / q * p + first[phase];
            double[] h = taps[phase];
            int from = Math.clamp(-start, 0, h.length);
            int to = Math.clamp(x.length - start, 0, h.length);
            double sum = 0;
            for (int k = from; k < to; k++) {
                sum = Math.fma(h[k], x[(int) start + k], sum);
            }
            return sum;
        }
    }
}
