package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.merapi.simd.Reduction.Fold;
import java.lang.foreign.MemorySegment;

/** Folds of int64 runs, in plain loops; arithmetic wraps, as PyTorch's. Integers need no canonical order. */
public final class ReductionLong {
    private ReductionLong() {}

    /** Fold of x[0..n); the identity for n = 0 (0, 1, the smallest, the largest int64). */
    public static long fold(Fold f, MemorySegment x, long xo, int n) {
        long a = identity(f);
        for (int i = 0; i < n; i++) {
            a = apply(f, a, at(x, xo + i));
        }
        return a;
    }

    /** y[j] = fold over i of x[i ldx + j], i < rows, j < cols, int64; the identity for rows = 0. */
    public static void foldColumns(
            Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        for (int j = 0; j < cols; j++) {
            y.set(JAVA_LONG_UNALIGNED, (yo + j) << 3, identity(f));
        }
        for (int i = 0; i < rows; i++) {
            long row = xo + (long) i * ldx;
            for (int j = 0; j < cols; j++) {
                long a = y.get(JAVA_LONG_UNALIGNED, (yo + j) << 3);
                y.set(JAVA_LONG_UNALIGNED, (yo + j) << 3, apply(f, a, at(x, row + j)));
            }
        }
    }

    /** Index of the first largest element. n > 0. */
    public static int argmax(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = at(x, xo + i) > at(x, xo + best) ? i : best;
        }
        return best;
    }

    /** Index of the first smallest element. n > 0. */
    public static int argmin(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = at(x, xo + i) < at(x, xo + best) ? i : best;
        }
        return best;
    }

    /** y[i] = x[0] + ... + x[i]. {@code y} may be {@code x}. */
    public static void cumsum(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        long a = 0;
        for (int i = 0; i < n; i++) {
            a += at(x, xo + i);
            y.set(JAVA_LONG_UNALIGNED, (yo + i) << 3, a);
        }
    }

    private static long identity(Fold f) {
        return switch (f) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
    }

    private static long apply(Fold f, long a, long b) {
        return switch (f) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private static long at(MemorySegment x, long i) {
        return x.get(JAVA_LONG_UNALIGNED, i << 3);
    }
}
