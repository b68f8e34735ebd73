package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.scalar.Exponential;
import dev.merapi.simd.scalar.Logarithm;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Connectionist temporal classification of one sample, in plain loops: the same bits at every width. Source: Graves et al.,
 * "Connectionist temporal classification", 2006, sections 4.1 and 4.2, in logarithms.
 *
 * <p>x [frames, classes] are log-probabilities, contiguous. The states of a target of m labels are the 2 m + 1 of blank,
 * label, blank, ..., label, blank. Logarithms are summed in float64 whatever x is; exp and log of float32 input are our own
 * float32 ones, so that a frame adds about 1e-7 to the error, and {@link StrictMath}'s of float64 input.
 */
public final class Ctc {
    private final boolean single;
    private final MemorySegment x;
    private final long xo;
    private final int frames;
    private final int classes;
    private final int[] states;
    private final int blank;

    /**
     * One sample.
     *
     * @param single whether x is float32; otherwise it's float64
     * @param target the labels, each in [0, classes) and none of them the blank
     */
    public Ctc(boolean single, MemorySegment x, long xo, int frames, int classes, int[] target, int blank) {
        this.single = single;
        this.x = x;
        this.xo = xo;
        this.frames = frames;
        this.classes = classes;
        this.blank = blank;
        states = new int[2 * target.length + 1];
        Arrays.fill(states, blank);
        for (int i = 0; i < target.length; i++) {
            states[2 * i + 1] = target[i];
        }
    }

    /** -log of the probability of all paths that spell the target; infinity if there is none. */
    public double loss() {
        double[] alpha = new double[states.length];
        double[] before = new double[states.length];
        for (int t = 0; t < frames; t++) {
            double[] swap = before;
            before = alpha;
            alpha = swap;
            forward(t, before, 0, alpha, 0);
        }
        return frames == 0 ? empty() : -total(alpha, 0);
    }

    private double empty() {
        return states.length == 1 ? 0 : Double.POSITIVE_INFINITY;
    }

    /**
     * dx[t, k] = -dy sum of the probabilities that frame t is in a state of label k, given the target; of all rows up to
     * {@code rows}, those beyond the frames being 0. If no path spells the target it's NaN in the states' labels, or 0 for
     * {@code zeroInfinity}.
     */
    public void gradient(double dy, boolean zeroInfinity, MemorySegment dx, long dxo, int rows) {
        int n = states.length;
        clear(dx, dxo, rows);
        if (frames == 0) {
            return;
        }
        double[] alpha = new double[frames * n];
        forward(0, alpha, 0, alpha, 0);
        for (int t = 1; t < frames; t++) {
            forward(t, alpha, (t - 1) * n, alpha, t * n);
        }
        double total = total(alpha, (frames - 1) * n);
        if (zeroInfinity && total == Double.NEGATIVE_INFINITY) {
            return;
        }
        double[] beta = new double[n];
        double[] after = new double[n];
        double[] shares = new double[classes];
        for (int t = frames - 1; t >= 0; t--) {
            double[] swap = after;
            after = beta;
            beta = swap;
            backward(t, after, beta);
            for (int s = 0; s < n; s++) {
                shares[states[s]] += exp(alpha[t * n + s] + beta[s] - total);
            }
            put(shares, -dy, dx, dxo + (long) t * classes);
        }
    }

    void clear(MemorySegment dx, long dxo, int rows) {
        int bytes = single ? Float.BYTES : Double.BYTES;
        dx.asSlice(dxo * bytes, (long) rows * classes * bytes).fill((byte) 0);
    }

    /** Writes the states' shares of one frame, and clears them. */
    void put(double[] shares, double factor, MemorySegment dx, long row) {
        for (int label : states) {
            double share = shares[label];
            if (share != 0) {
                shares[label] = 0;
                if (single) {
                    dx.set(JAVA_FLOAT_UNALIGNED, (row + label) << 2, (float) (factor * share));
                } else {
                    dx.set(JAVA_DOUBLE_UNALIGNED, (row + label) << 3, factor * share);
                }
            }
        }
    }

    boolean single() {
        return single;
    }

    int frames() {
        return frames;
    }

    int classes() {
        return classes;
    }

    int states() {
        return states.length;
    }

    int label(int state) {
        return states[state];
    }

    /** alpha[t, s]: the logarithm of the probability of all beginnings that are in state s at frame t. */
    void forward(int t, double[] before, int bo, double[] alpha, int ao) {
        if (t == 0) {
            Arrays.fill(alpha, ao, ao + states.length, Double.NEGATIVE_INFINITY);
            for (int s = 0; s < Math.min(2, states.length); s++) {
                alpha[ao + s] = at(0, states[s]);
            }
            return;
        }
        for (int s = 0; s < states.length; s++) {
            double stay = before[bo + s];
            double step = s >= 1 ? before[bo + s - 1] : Double.NEGATIVE_INFINITY;
            double skip = skips(s) ? before[bo + s - 2] : Double.NEGATIVE_INFINITY;
            alpha[ao + s] = logSum(stay, step, skip) + at(t, states[s]);
        }
    }

    /** beta[s]: the logarithm of the probability of all ends after frame t, given state s at frame t. */
    void backward(int t, double[] after, double[] beta) {
        int n = states.length;
        if (t == frames - 1) {
            Arrays.fill(beta, Double.NEGATIVE_INFINITY);
            beta[n - 1] = 0;
            beta[Math.max(0, n - 2)] = 0;
            return;
        }
        for (int s = 0; s < n; s++) {
            double stay = after[s] + at(t + 1, states[s]);
            double step = s + 1 < n ? after[s + 1] + at(t + 1, states[s + 1]) : Double.NEGATIVE_INFINITY;
            double skip =
                    s + 2 < n && skips(s + 2) ? after[s + 2] + at(t + 1, states[s + 2]) : Double.NEGATIVE_INFINITY;
            beta[s] = logSum(stay, step, skip);
        }
    }

    /** Whether state s may come right after s - 2: it's a label, and another one. */
    boolean skips(int s) {
        return s >= 2 && states[s] != blank && states[s] != states[s - 2];
    }

    double total(double[] alpha, int ao) {
        int n = states.length;
        double last = alpha[ao + n - 1];
        return n == 1 ? last : logSum(last, alpha[ao + n - 2], Double.NEGATIVE_INFINITY);
    }

    private double logSum(double a, double b, double c) {
        double m = Math.max(Math.max(a, b), c);
        return m == Double.NEGATIVE_INFINITY ? m : m + log(exp(a - m) + exp(b - m) + exp(c - m));
    }

    double exp(double v) {
        return single ? Exponential.exp((float) v) : StrictMath.exp(v);
    }

    private double log(double v) {
        return single ? Logarithm.log((float) v) : StrictMath.log(v);
    }

    double at(int t, int label) {
        long i = xo + (long) t * classes + label;
        return single ? x.get(JAVA_FLOAT_UNALIGNED, i << 2) : x.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }
}
