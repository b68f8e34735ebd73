package dev.merapi.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Folds of fp32 runs. Serial; callers split outer indices over {@link Workers}.
 *
 * <p>Canonical order of a sum or product along a run of n: blocks of {@link #BLOCK} elements; in a block 64 partial
 * results (lane l starts from the identity and takes elements l, l + 64, ... in order), folded by the fixed tree
 * {@code g(l) = (l, l + 16), (l + 32, l + 48)} for l < 16, then g(l) with g(l + 8), then + 4, + 2, + 1; the blocks'
 * results folded by the same rule again, recursively, until one is left. Error grows with the logarithm of n, and 1e7
 * elements may be cut at block borders for threads: {@code fold(x) = fold(folds of the blocks of x)}. (64 lanes, not
 * 16: four independent 512-bit accumulators hide the latency of an add, one would wait for it.)
 *
 * <p>Maxima and minima are {@link Math#max(float, float)}'s and {@link Math#min(float, float)}'s: NaN if any element
 * is, and -0 is smaller than +0. They need no order.
 */
public interface Reduction {
    /** Elements per block of the canonical order: 64 lanes of 64. */
    int BLOCK = 4096;

    /** Fold of x[0..n); the identity for n = 0 (0, 1, -infinity, infinity). */
    float fold(Fold f, MemorySegment x, long xo, int n);

    /** y[b] = fold of the block b of x[0..n), the last one perhaps shorter: what the threads do of a long fold. */
    default void foldBlocks(Fold f, MemorySegment x, long xo, int n, MemorySegment y, long yo) {
        for (int from = 0; from < n; from += BLOCK) {
            float block = fold(f, x, xo + from, Math.min(BLOCK, n - from));
            y.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, yo + from / BLOCK, block);
        }
    }

    /** Sum of a[i] b[i], products by fma into the lane (lane = fma(a, b, lane)); blocks' results are summed. */
    float dot(MemorySegment a, long ao, MemorySegment b, long bo, int n);

    /** Sum of (x[i] - center)^2 by fma into the lane: the numerator of a variance; blocks' results are summed. */
    float squaredDistance(MemorySegment x, long xo, float center, int n);

    /** Sum of b[i] (x[i] - center), by fma into the lane: the numerator of a covariance; blocks' results are summed. */
    float centeredDot(MemorySegment b, long bo, MemorySegment x, long xo, float center, int n);

    /**
     * y[j] = fold over i of x[i ldx + j], i < rows, j < cols. Canonical order: for each column blocks of
     * {@link #COLUMN_BLOCK} rows, each one chain in row order from its first row, the blocks' results then one chain;
     * the fold's identity for rows = 0.
     */
    void foldColumns(Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo);

    /** Rows per block of {@link #foldColumns}. */
    int COLUMN_BLOCK = 128;

    /** Index of the first largest element (-0 and +0 are equal); the first NaN wins over all. n > 0. */
    int argmax(MemorySegment x, long xo, int n);

    /** Index of the first smallest element (-0 and +0 are equal); the first NaN wins over all. n > 0. */
    int argmin(MemorySegment x, long xo, int n);

    /** y[i] = x[0] + ... + x[i], one chain from x[0]. {@code y} may be {@code x}. */
    void cumsum(MemorySegment x, long xo, MemorySegment y, long yo, int n);

    /** What to fold by. */
    enum Fold {
        SUM(0),
        PROD(1),
        MAX(Float.NEGATIVE_INFINITY),
        MIN(Float.POSITIVE_INFINITY);

        private final float identity;

        Fold(float identity) {
            this.identity = identity;
        }

        /** What a fold of nothing gives. */
        public float identity() {
            return identity;
        }

        /** {@code a} folded with {@code b}. */
        public float apply(float a, float b) {
            return switch (this) {
                case SUM -> a + b;
                case PROD -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }

        /** {@code a} folded with {@code b} in float64. */
        public double apply(double a, double b) {
            return switch (this) {
                case SUM -> a + b;
                case PROD -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }
    }
}
