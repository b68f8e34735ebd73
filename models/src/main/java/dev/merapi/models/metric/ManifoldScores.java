package dev.merapi.models.metric;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * How well made samples lie among true ones. Around each true sample there is a ball that reaches to its k-th nearest
 * other true one. Coverage is the share of the balls with a made sample inside: low where kinds of samples are missing.
 * Density is in how many balls a made sample lies on average, divided by k: low where samples look like no true
 * ones, and about 1 for more true ones. Source: Naeem et al., "Reliable fidelity and diversity metrics for generative
 * models", 2020, equations 3 and 4.
 */
public record ManifoldScores(double density, double coverage) {
    private static final int ROWS = 500;

    /**
     * Of true samples [n, d] and made ones [m, d].
     *
     * @param k from 1 to n - 1; the paper's choice is 5
     */
    public static ManifoldScores of(Tensor real, Tensor made, int k) {
        if (real.rank() != 2 || made.rank() != 2 || real.size(1) != made.size(1) || made.size(0) == 0) {
            throw new ShapeException("manifold scores: true samples " + real.shape() + " and made ones " + made.shape()
                    + " should be [n, d] and [m, d]; flatten each sample");
        }
        int n = real.size(0);
        if (k < 1 || k >= n) {
            throw new IllegalArgumentException("manifold scores: the " + k + "-th nearest of " + (n - 1)
                    + " other samples isn't there; k is from 1 to " + (n - 1));
        }
        long inside = 0;
        long covered = 0;
        for (int from = 0; from < n; from += ROWS) {
            try (Scope _ = Scope.open()) {
                Tensor rows = real.slice(0, from, Math.min(n, from + ROWS));
                double[] radii = radii(squaredDistances(rows, real), k);
                double[] distances = squaredDistances(rows, made).toDoubleArray();
                for (int i = 0; i < radii.length; i++) {
                    long own = within(distances, i, made.size(0), radii[i]);
                    inside += own;
                    covered += own > 0 ? 1 : 0;
                }
            }
        }
        return new ManifoldScores((double) inside / k / made.size(0), (double) covered / n);
    }

    /** |x|^2 + |y|^2 - 2 x.y for every row of x [n, d] and y [m, d]: [n, m]. */
    private static Tensor squaredDistances(Tensor x, Tensor y) {
        Tensor squares = x.square().sum(true, 1).add(y.square().sum(1));
        return squares.sub(x.matmul(y.t()).mul(2));
    }

    /** Each row's k-th smallest distance; the smallest of all is that of the sample itself. */
    private static double[] radii(Tensor distances, int k) {
        int n = distances.size(1);
        double[] all = distances.toDoubleArray();
        double[] radii = new double[distances.size(0)];
        for (int i = 0; i < radii.length; i++) {
            double[] row = Arrays.copyOfRange(all, i * n, (i + 1) * n);
            Arrays.sort(row);
            radii[i] = row[k];
        }
        return radii;
    }

    private static long within(double[] distances, int row, int m, double radius) {
        return Arrays.stream(distances, row * m, (row + 1) * m)
                .filter(d -> d < radius)
                .count();
    }
}
