package dev.merapi.simd;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How the gradient of a {@link LinearChain}'s loss changes along a direction v, which is packed as that gradient is: emissions,
 * transitions, end. Every recursion's derivative beside it, in plain loops; a derivative of log(sum of e^a) is the mean of a's,
 * weighted by e^a.
 */
public final class ChainCurvature {
    private final LinearChain chain;
    private final int k;
    private final int length;
    private final int rows;
    private final double[] x;
    private final double[] v;

    /**
     * One sequence.
     *
     * @param x [length, k] emissions
     * @param v [rows + k + 1, k]
     */
    public ChainCurvature(LinearChain chain, MemorySegment x, long xo, int length, MemorySegment v, long vo, int rows) {
        this.chain = chain;
        this.k = chain.tags();
        this.length = length;
        this.rows = rows;
        this.x = chain.read(x, xo, length * k);
        this.v = chain.read(v, vo, (rows + k + 1) * k);
    }

    /** dx = dy times the derivative of the gradient along v, packed; 0 in emissions' rows from the length on. */
    public void product(double dy, MemorySegment xs, long xo, MemorySegment dx, long dxo) {
        double[] alpha = new double[length * k];
        double total = chain.forward(xs, xo, length, alpha);
        double[] moved = new double[length * k];
        double totalMoved = forward(alpha, moved);
        double[] beta = chain.end();
        double[] betaMoved = Arrays.copyOfRange(v, (rows + k) * k, (rows + k + 1) * k);
        double[] edges = new double[k * k];
        double[] node = new double[k];
        for (int t = length - 1; t >= 0; t--) {
            for (int i = 0; i < k; i++) {
                node[i] =
                        chain.exp(alpha[t * k + i] + beta[i] - total) * (moved[t * k + i] + betaMoved[i] - totalMoved);
            }
            chain.put(node, dy, dx, dxo + (long) t * k);
            if (t == length - 1) {
                chain.put(node, dy, dx, dxo + (long) (rows + k) * k);
            }
            if (t > 0) {
                double[] nextMoved = backward(t, beta, betaMoved, alpha, moved, total, totalMoved, edges);
                beta = before(t, beta);
                betaMoved = nextMoved;
            }
        }
        chain.put(edges, dy, dx, dxo + (long) rows * k);
        Arrays.fill(node, 0);
        for (int t = length; t < rows; t++) {
            chain.put(node, dy, dx, dxo + (long) t * k);
        }
    }

    /** Fills the derivatives of alpha; returns the total's. */
    private double forward(double[] alpha, double[] moved) {
        double[] terms = new double[k];
        double[] slopes = new double[k];
        for (int t = 0; t < length; t++) {
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < k && t > 0; i++) {
                    terms[i] = alpha[(t - 1) * k + i] + chain.transition(i, j);
                    slopes[i] = moved[(t - 1) * k + i] + v[(rows + i) * k + j];
                }
                moved[t * k + j] = v[t * k + j] + (t == 0 ? 0 : mean(terms, slopes));
            }
        }
        double[] end = chain.end();
        for (int j = 0; j < k; j++) {
            terms[j] = alpha[(length - 1) * k + j] + end[j];
            slopes[j] = moved[(length - 1) * k + j] + v[(rows + k) * k + j];
        }
        return mean(terms, slopes);
    }

    /** The derivative of beta at t - 1; adds those of the steps from t - 1 to t to the edges. */
    private double[] backward(
            int t,
            double[] beta,
            double[] betaMoved,
            double[] alpha,
            double[] moved,
            double total,
            double totalMoved,
            double[] edges) {
        double[] terms = new double[k];
        double[] slopes = new double[k];
        double[] result = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                terms[j] = chain.transition(i, j) + x[t * k + j] + beta[j];
                slopes[j] = v[(rows + i) * k + j] + v[t * k + j] + betaMoved[j];
                int before = (t - 1) * k + i;
                double share = chain.exp(alpha[before] + terms[j] - total);
                edges[i * k + j] += share * (moved[before] + slopes[j] - totalMoved);
            }
            result[i] = mean(terms, slopes);
        }
        return result;
    }

    private double[] before(int t, double[] beta) {
        double[] terms = new double[k];
        double[] result = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                terms[j] = chain.transition(i, j) + x[t * k + j] + beta[j];
            }
            result[i] = chain.logSum(terms);
        }
        return result;
    }

    private double mean(double[] terms, double[] slopes) {
        double m = LinearChain.largest(terms);
        if (m == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < k; i++) {
            double e = chain.exp(terms[i] - m);
            sum += e;
            weighted += e * slopes[i];
        }
        return weighted / sum;
    }
}
