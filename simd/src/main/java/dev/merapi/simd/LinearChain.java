package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.scalar.Exponential;
import dev.merapi.simd.scalar.Logarithm;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sequences of tags in a linear chain, in plain loops: the same bits at every width. Source: Lafferty, McCallum, Pereira,
 * "Conditional random fields", 2001; Rabiner, "A tutorial on hidden Markov models", 1989, for the recursions.
 *
 * <p>The score of tags y[0 .. length) is start[y[0]] + sum of x[t, y[t]] + sum of transitions[y[t - 1], y[t]] + end[y[length -
 * 1]], for emissions x [.., k]. Scores are summed in float64 whatever x is; exp and log of float32 input are our own float32
 * ones, and {@link StrictMath}'s of float64 input. Usable by several threads at once.
 */
public final class LinearChain {
    private final boolean single;
    private final int k;
    private final double[] transitions;
    private final double[] turned;
    private final double[] start;
    private final double[] end;

    /**
     * A chain's parameters.
     *
     * @param single whether emissions are float32; otherwise they're float64
     * @param transitions [k, k], row by row: from a tag to the next
     * @param start [k]
     * @param end [k]
     */
    public LinearChain(boolean single, double[] transitions, double[] start, double[] end) {
        this.single = single;
        this.k = start.length;
        this.transitions = transitions;
        this.start = start;
        this.end = end;
        turned = new double[k * k];
        for (int i = 0; i < k * k; i++) {
            turned[i % k * k + i / k] = transitions[i];
        }
    }

    /** log of the sum of e^score over all sequences of tags, minus the score of these; length at least 1. */
    public double loss(MemorySegment x, long xo, int length, int[] tags) {
        double[] alpha = new double[length * k];
        return forward(x, xo, length, alpha) - score(x, xo, length, tags);
    }

    private double score(MemorySegment x, long xo, int length, int[] tags) {
        double score = start[tags[0]] + end[tags[length - 1]];
        for (int t = 0; t < length; t++) {
            score += at(x, xo + (long) t * k + tags[t]);
            score += t == 0 ? 0 : transitions[tags[t - 1] * k + tags[t]];
        }
        return score;
    }

    /** Fills alpha[t, j], the log of the sum of e^score over all beginnings that end in tag j at t. */
    double forward(MemorySegment x, long xo, int length, double[] alpha) {
        double[] terms = new double[k];
        for (int j = 0; j < k; j++) {
            alpha[j] = start[j] + at(x, xo + j);
        }
        for (int t = 1; t < length; t++) {
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < k; i++) {
                    terms[i] = alpha[(t - 1) * k + i] + turned[j * k + i];
                }
                alpha[t * k + j] = logSum(terms) + at(x, xo + (long) t * k + j);
            }
        }
        for (int j = 0; j < k; j++) {
            terms[j] = alpha[(length - 1) * k + j] + end[j];
        }
        return logSum(terms);
    }

    /**
     * The gradient of {@link #loss} times dy: probabilities given x minus what the tags have. dx holds, row after row of k,
     * those of the emissions (of {@code rows} rows, 0 from length on), of the transitions (k rows) and of the end (one row);
     * that of the start is the first emissions'.
     */
    public void gradient(
            double dy, MemorySegment x, long xo, int length, int[] tags, MemorySegment dx, long dxo, int rows) {
        double[] alpha = new double[length * k];
        double total = forward(x, xo, length, alpha);
        double[] beta = end.clone();
        double[] edges = new double[k * k];
        double[] node = new double[k];
        for (int t = length - 1; t >= 0; t--) {
            if (t < length - 1) {
                beta = backward(x, xo + (t + 1L) * k, beta, alpha, t * k, total, edges);
            }
            for (int j = 0; j < k; j++) {
                node[j] = exp(alpha[t * k + j] + beta[j] - total) - (tags[t] == j ? 1 : 0);
            }
            put(node, dy, dx, dxo + (long) t * k);
            if (t == length - 1) {
                put(node, dy, dx, dxo + (long) (rows + k) * k);
            }
        }
        Arrays.fill(node, 0);
        for (int t = length; t < rows; t++) {
            put(node, dy, dx, dxo + (long) t * k);
        }
        for (int t = 1; t < length; t++) {
            edges[tags[t - 1] * k + tags[t]] -= 1;
        }
        put(edges, dy, dx, dxo + (long) rows * k);
    }

    /**
     * The log of the sum of e^score over all ends after tag i at t, for each i; adds the probabilities of each step from t to
     * t + 1 to the edges. x are the emissions of t + 1.
     */
    private double[] backward(
            MemorySegment x, long xo, double[] after, double[] alpha, int ao, double total, double[] edges) {
        double[] beta = new double[k];
        double[] terms = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                terms[j] = transitions[i * k + j] + at(x, xo + j) + after[j];
            }
            double m = largest(terms);
            double sum = 0;
            for (int j = 0; j < k; j++) {
                terms[j] = m == Double.NEGATIVE_INFINITY ? 0 : exp(terms[j] - m);
                sum += terms[j];
            }
            beta[i] = m == Double.NEGATIVE_INFINITY ? m : m + log(sum);
            double share = sum == 0 ? 0 : exp(alpha[ao + i] + beta[i] - total) / sum;
            for (int j = 0; j < k; j++) {
                edges[i * k + j] += share * terms[j];
            }
        }
        return beta;
    }

    /** The tags of the largest score, the smaller of equals, found from the end (Viterbi's algorithm). */
    public int[] best(MemorySegment x, long xo, int length) {
        int[] from = new int[length * k];
        double[] scores = new double[k];
        for (int j = 0; j < k; j++) {
            scores[j] = start[j] + at(x, xo + j);
        }
        double[] terms = new double[k];
        for (int t = 1; t < length; t++) {
            double[] next = new double[k];
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < k; i++) {
                    terms[i] = scores[i] + turned[j * k + i];
                }
                int best = first(terms);
                from[t * k + j] = best;
                next[j] = terms[best] + at(x, xo + (long) t * k + j);
            }
            scores = next;
        }
        for (int j = 0; j < k; j++) {
            terms[j] = scores[j] + end[j];
        }
        int[] tags = new int[length];
        tags[length - 1] = first(terms);
        for (int t = length - 1; t > 0; t--) {
            tags[t - 1] = from[t * k + tags[t]];
        }
        return tags;
    }

    int tags() {
        return k;
    }

    double transition(int from, int to) {
        return transitions[from * k + to];
    }

    double[] end() {
        return end.clone();
    }

    double[] read(MemorySegment y, long yo, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = at(y, yo + i);
        }
        return values;
    }

    private static int first(double[] terms) {
        int best = 0;
        for (int i = 1; i < terms.length; i++) {
            best = terms[i] > terms[best] ? i : best;
        }
        return best;
    }

    static double largest(double[] terms) {
        double m = Double.NEGATIVE_INFINITY;
        for (double term : terms) {
            m = Math.max(m, term);
        }
        return m;
    }

    double logSum(double[] terms) {
        double m = largest(terms);
        if (m == Double.NEGATIVE_INFINITY) {
            return m;
        }
        double sum = 0;
        for (double term : terms) {
            sum += exp(term - m);
        }
        return m + log(sum);
    }

    double exp(double v) {
        return single ? Exponential.exp((float) v) : StrictMath.exp(v);
    }

    private double log(double v) {
        return single ? Logarithm.log((float) v) : StrictMath.log(v);
    }

    private double at(MemorySegment x, long i) {
        return single ? x.get(JAVA_FLOAT_UNALIGNED, i << 2) : x.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }

    void put(double[] values, double factor, MemorySegment y, long yo) {
        for (int i = 0; i < values.length; i++) {
            if (single) {
                y.set(JAVA_FLOAT_UNALIGNED, (yo + i) << 2, (float) (factor * values[i]));
            } else {
                y.set(JAVA_DOUBLE_UNALIGNED, (yo + i) << 3, factor * values[i]);
            }
        }
    }
}
