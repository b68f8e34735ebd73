package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import dev.merapi.simd.Reduction.Fold;
import java.lang.foreign.MemorySegment;

/**
 * Folds of float64 runs in plain loops, for checking and for science. Sums and products are pairwise (Higham, "The
 * accuracy of floating point summation", 1993): a run longer than {@link #LEAF} is cut at the largest power of two
 * below its length, so the error grows with the logarithm of n and the order depends on n alone.
 */
public final class ReductionDouble {
    /** Longest run that is one chain. */
    private static final int LEAF = 64;

    private ReductionDouble() {}

    /** Fold of x[0..n); the identity for n = 0. */
    public static double fold(Fold f, MemorySegment x, long xo, int n) {
        if (n > LEAF) {
            int half = Integer.highestOneBit(n - 1);
            return f.apply(fold(f, x, xo, half), fold(f, x, xo + half, n - half));
        }
        double a = f.identity();
        for (int i = 0; i < n; i++) {
            a = f.apply(a, at(x, xo + i));
        }
        return a;
    }

    /** Sum of a[i] b[i]. */
    public static double dot(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        if (n > LEAF) {
            int half = Integer.highestOneBit(n - 1);
            return dot(a, ao, b, bo, half) + dot(a, ao + half, b, bo + half, n - half);
        }
        double s = 0;
        for (int i = 0; i < n; i++) {
            s = Math.fma(at(a, ao + i), at(b, bo + i), s);
        }
        return s;
    }

    /** Sum of (x[i] - center)^2. */
    public static double squaredDistance(MemorySegment x, long xo, double center, int n) {
        return centeredDot(x, xo, center, x, xo, center, n);
    }

    /** Sum of (a[i] - ac) (b[i] - bc). */
    public static double centeredDot(MemorySegment a, long ao, double ac, MemorySegment b, long bo, double bc, int n) {
        if (n > LEAF) {
            int half = Integer.highestOneBit(n - 1);
            return centeredDot(a, ao, ac, b, bo, bc, half) + centeredDot(a, ao + half, ac, b, bo + half, bc, n - half);
        }
        double s = 0;
        for (int i = 0; i < n; i++) {
            s = Math.fma(at(a, ao + i) - ac, at(b, bo + i) - bc, s);
        }
        return s;
    }

    /**
     * y[j] = fold over i of x[i ldx + j], i < rows, j < cols: for each column chains of {@link Reduction#COLUMN_BLOCK}
     * rows, their results one chain; the identity for rows = 0.
     */
    public static void foldColumns(
            Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        for (int j = 0; j < cols; j++) {
            double total = f.identity();
            for (int i = 0; i < rows; i += Reduction.COLUMN_BLOCK) {
                double a = f.identity();
                for (int r = i; r < Math.min(rows, i + Reduction.COLUMN_BLOCK); r++) {
                    a = f.apply(a, at(x, xo + (long) r * ldx + j));
                }
                total = f.apply(total, a);
            }
            y.set(JAVA_DOUBLE_UNALIGNED, (yo + j) << 3, total);
        }
    }

    /** Index of the first largest element (-0 and +0 are equal); the first NaN wins over all. n > 0. */
    public static int argmax(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        double largest = at(x, xo);
        for (int i = 1; i < n && !Double.isNaN(largest); i++) {
            double v = at(x, xo + i);
            if (v > largest || Double.isNaN(v)) {
                largest = v;
                best = i;
            }
        }
        return best;
    }

    /** Index of the first smallest element (-0 and +0 are equal); the first NaN wins over all. n > 0. */
    public static int argmin(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        double smallest = at(x, xo);
        for (int i = 1; i < n && !Double.isNaN(smallest); i++) {
            double v = at(x, xo + i);
            if (v < smallest || Double.isNaN(v)) {
                smallest = v;
                best = i;
            }
        }
        return best;
    }

    /** y[i] = x[0] + ... + x[i], one chain from x[0]. {@code y} may be {@code x}. */
    public static void cumsum(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        if (n <= 0) {
            return;
        }
        double a = at(x, xo);
        y.set(JAVA_DOUBLE_UNALIGNED, yo << 3, a);
        for (int i = 1; i < n; i++) {
            a += at(x, xo + i);
            y.set(JAVA_DOUBLE_UNALIGNED, (yo + i) << 3, a);
        }
    }

    private static double at(MemorySegment x, long i) {
        return x.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }
}
