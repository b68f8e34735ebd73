package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@link Normalization} in float64, in plain loops, sums as in {@link ReductionDouble}; exp and log are
 * {@link StrictMath}'s, the same bits everywhere.
 */
public final class NormalizationDouble {
    private NormalizationDouble() {}

    /** y = exp(x - max) * (1 / sum of exp(x - max)). */
    public static void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double max = largest(x, xo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, StrictMath.exp(at(x, xo + j) - max));
            }
            double scale = 1 / ReductionDouble.fold(Reduction.Fold.SUM, y, yo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, at(y, yo + j) * scale);
            }
        }
    }

    /** dx = y (dy - dot(dy, y)). */
    public static void softmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double dot = ReductionDouble.dot(dy, dyo + row, y, yo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, at(y, yo + j) * (at(dy, dyo + j) - dot));
            }
        }
    }

    /** y = (x - max) - log(sum of exp(x - max)). */
    public static void logSoftmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double max = largest(x, xo + row, cols);
            double log = StrictMath.log(expSum(x, xo + row, max, cols));
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, (at(x, xo + j) - max) - log);
            }
        }
    }

    /** dx = fma(exp(y), -sum(dy), dy). */
    public static void logSoftmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double sum = ReductionDouble.fold(Reduction.Fold.SUM, dy, dyo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, Math.fma(StrictMath.exp(at(y, yo + j)), -sum, at(dy, dyo + j)));
            }
        }
    }

    /** y = (x - mean) rstd, rstd = 1 / sqrt(variance + eps), with the biased variance. */
    public static void standardize(int rows, int cols, double eps, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double mean = mean(x, xo + row, cols);
            double rstd = rstd(x, xo + row, mean, cols, eps);
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, (at(x, xo + j) - mean) * rstd);
            }
        }
    }

    /** y = fma((x - mean) rstd, weight, bias) with weight and bias [cols]. */
    public static void layerNorm(
            int rows,
            int cols,
            double eps,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            MemorySegment bias,
            long bo,
            MemorySegment y,
            long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double mean = mean(x, xo + row, cols);
            double rstd = rstd(x, xo + row, mean, cols, eps);
            for (int j = 0; j < cols; j++) {
                double u = (at(x, xo + row + j) - mean) * rstd;
                set(y, yo + row + j, Math.fma(u, at(weight, wo + j), at(bias, bo + j)));
            }
        }
    }

    /** dx = {@link #standardizeGradient} of dy weight, with weight [cols]. {@code dx} must not be an input. */
    public static void layerNormGradient(
            int rows,
            int cols,
            double eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            for (int j = 0; j < cols; j++) {
                set(dx, dxo + row + j, at(dy, dyo + row + j) * at(weight, wo + j));
            }
            standardizeGradient(1, cols, eps, dx, dxo + row, x, xo + row, dx, dxo + row);
        }
    }

    /** dx = rstd (dy - mean(dy) - y mean(dy y)), y and rstd found again from x. */
    public static void standardizeGradient(
            int rows,
            int cols,
            double eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double mean = mean(x, xo + row, cols);
            double rstd = rstd(x, xo + row, mean, cols, eps);
            double meanDy = mean(dy, dyo + row, cols);
            double meanDyY = ReductionDouble.centeredDot(dy, dyo + row, 0, x, xo + row, mean, cols) * rstd / cols;
            for (long j = row; j < row + cols; j++) {
                double y = (at(x, xo + j) - mean) * rstd;
                set(dx, dxo + j, Math.fma(-y, meanDyY, at(dy, dyo + j) - meanDy) * rstd);
            }
        }
    }

    /** y = x / sqrt(mean(x^2) + eps) weight; weight [cols], or one number for all if {@code ws} is 0. */
    public static void rmsNorm(
            int rows,
            int cols,
            double eps,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            int ws,
            MemorySegment y,
            long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            double scale = scale(x, xo + row, cols, eps);
            for (int j = 0; j < cols; j++) {
                set(y, yo + row + j, at(x, xo + row + j) * scale * at(weight, wo + (long) j * ws));
            }
        }
    }

    /** dx = scale (g - u mean(g u)) with g = dy weight, u = x scale. {@code dx} must not be an input. */
    public static void rmsNormGradient(
            int rows,
            int cols,
            double eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            int ws,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            for (int j = 0; j < cols; j++) {
                set(dx, dxo + row + j, at(dy, dyo + row + j) * at(weight, wo + (long) j * ws));
            }
            double scale = scale(x, xo + row, cols, eps);
            double m = ReductionDouble.dot(dx, dxo + row, x, xo + row, cols) * scale / cols;
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, Math.fma(-(at(x, xo + j) * scale), m, at(dx, dxo + j)) * scale);
            }
        }
    }

    private static double mean(MemorySegment x, long xo, int n) {
        return ReductionDouble.fold(Reduction.Fold.SUM, x, xo, n) / n;
    }

    private static double rstd(MemorySegment x, long xo, double mean, int n, double eps) {
        return 1 / Math.sqrt(ReductionDouble.squaredDistance(x, xo, mean, n) / n + eps);
    }

    private static double scale(MemorySegment x, long xo, int n, double eps) {
        return 1 / Math.sqrt(ReductionDouble.dot(x, xo, x, xo, n) / n + eps);
    }

    /** The largest that isn't NaN: a NaN reaches its row through the sum. */
    private static double largest(MemorySegment x, long xo, int n) {
        double a = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double v = at(x, xo + i);
            a = v > a ? v : a;
        }
        return a;
    }

    /** Pairwise, as {@link ReductionDouble} sums. */
    private static double expSum(MemorySegment x, long xo, double max, int n) {
        if (n > 64) {
            int half = Integer.highestOneBit(n - 1);
            return expSum(x, xo, max, half) + expSum(x, xo + half, max, n - half);
        }
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += StrictMath.exp(at(x, xo + i) - max);
        }
        return s;
    }

    private static double at(MemorySegment x, long i) {
        return x.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }

    private static void set(MemorySegment y, long i, double v) {
        y.set(JAVA_DOUBLE_UNALIGNED, i << 3, v);
    }
}
