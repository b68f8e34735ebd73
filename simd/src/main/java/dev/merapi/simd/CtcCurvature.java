package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How the gradient of {@link Ctc}'s loss changes along a direction v of its log-probabilities: every recursion's derivative beside
 * it, in plain loops. A derivative of log(e^a + e^b) is the mean of a's and b's, weighted by e^a and e^b.
 */
public final class CtcCurvature {
    private final Ctc sample;
    private final MemorySegment v;
    private final long vo;
    private final int n;

    /**
     * One sample.
     *
     * @param v [frames, classes], of the sample's type
     */
    public CtcCurvature(Ctc sample, MemorySegment v, long vo) {
        this.sample = sample;
        this.v = v;
        this.vo = vo;
        this.n = sample.states();
    }

    /** dx = the derivative of {@link Ctc#gradient} along v; of all rows up to {@code rows}, 0 or NaN where that says so. */
    public void product(double dy, boolean zeroInfinity, MemorySegment dx, long dxo, int rows) {
        sample.clear(dx, dxo, rows);
        int frames = sample.frames();
        if (frames == 0) {
            return;
        }
        double[] alpha = new double[frames * n];
        double[] moved = new double[frames * n];
        for (int t = 0; t < frames; t++) {
            sample.forward(t, alpha, Math.max(0, t - 1) * n, alpha, t * n);
            forward(t, alpha, moved);
        }
        int last = (frames - 1) * n;
        double total = sample.total(alpha, last);
        if (zeroInfinity && total == Double.NEGATIVE_INFINITY) {
            return;
        }
        double totalMoved = n == 1
                ? moved[last]
                : mean(alpha[last + n - 1], moved[last + n - 1], alpha[last + n - 2], moved[last + n - 2]);
        double[] beta = new double[n];
        double[] betaMoved = new double[n];
        double[] shares = new double[sample.classes()];
        for (int t = frames - 1; t >= 0; t--) {
            double[] after = beta;
            double[] afterMoved = betaMoved;
            beta = new double[n];
            betaMoved = new double[n];
            sample.backward(t, after, beta);
            backward(t, after, afterMoved, betaMoved);
            for (int s = 0; s < n; s++) {
                double share = sample.exp(alpha[t * n + s] + beta[s] - total);
                shares[sample.label(s)] += share * (moved[t * n + s] + betaMoved[s] - totalMoved);
            }
            sample.put(shares, -dy, dx, dxo + (long) t * sample.classes());
        }
    }

    private void forward(int t, double[] alpha, double[] moved) {
        for (int s = 0; s < n; s++) {
            double step = 0;
            if (t > 0) {
                int before = (t - 1) * n + s;
                step = mean(
                        alpha[before],
                        moved[before],
                        s >= 1 ? alpha[before - 1] : Double.NEGATIVE_INFINITY,
                        s >= 1 ? moved[before - 1] : 0,
                        sample.skips(s) ? alpha[before - 2] : Double.NEGATIVE_INFINITY,
                        sample.skips(s) ? moved[before - 2] : 0);
            }
            moved[t * n + s] = step + direction(t, s);
        }
    }

    private void backward(int t, double[] after, double[] afterMoved, double[] moved) {
        if (t == sample.frames() - 1) {
            Arrays.fill(moved, 0);
            return;
        }
        for (int s = 0; s < n; s++) {
            boolean step = s + 1 < n;
            boolean skip = s + 2 < n && sample.skips(s + 2);
            moved[s] = mean(
                    after[s] + sample.at(t + 1, sample.label(s)),
                    afterMoved[s] + direction(t + 1, s),
                    step ? after[s + 1] + sample.at(t + 1, sample.label(s + 1)) : Double.NEGATIVE_INFINITY,
                    step ? afterMoved[s + 1] + direction(t + 1, s + 1) : 0,
                    skip ? after[s + 2] + sample.at(t + 1, sample.label(s + 2)) : Double.NEGATIVE_INFINITY,
                    skip ? afterMoved[s + 2] + direction(t + 1, s + 2) : 0);
        }
    }

    private double mean(double a, double da, double b, double db) {
        return mean(a, da, b, db, Double.NEGATIVE_INFINITY, 0);
    }

    private double mean(double a, double da, double b, double db, double c, double dc) {
        double m = Math.max(Math.max(a, b), c);
        if (m == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double ea = sample.exp(a - m);
        double eb = sample.exp(b - m);
        double ec = sample.exp(c - m);
        return (ea * da + eb * db + ec * dc) / (ea + eb + ec);
    }

    private double direction(int t, int s) {
        long i = vo + (long) t * sample.classes() + sample.label(s);
        return sample.single() ? v.get(JAVA_FLOAT_UNALIGNED, i << 2) : v.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }
}
