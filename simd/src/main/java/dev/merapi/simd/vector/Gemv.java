package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * {@code row[j] = x[0] b[0, j] + ... + x[kc - 1] b[kc - 1, j]}, each a chain of fma from 0: one row of a matrix
 * product.
 *
 * <p>Two roads to the same bits. A small B is read in columns of 4 vectors, whose sums stay in registers. A large one
 * is bound by memory, so it is read row after row, 8 rows at a step, as prefetchers like it; then the row of sums, in
 * the first-level cache, is loaded and stored once per 8 loads of B.
 */
final class Gemv {
    /** Elements of B up to which it counts as small. */
    private static final int SMALL = 1 << 15;

    private static final int STEP = 8;
    private static final int PAIR = 2 * LANES;
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private Gemv() {}

    /**
     * Sets the sums of n columns.
     *
     * @param kc length of the chains
     * @param n number of columns
     * @param x the row of A
     * @param b element (p, j) is the float bo + p ldb + j
     * @param row gets n sums
     */
    static void run(int kc, int n, float[] x, MemorySegment b, long bo, int ldb, float[] row) {
        long at = bo * Float.BYTES;
        long step = (long) ldb * Float.BYTES;
        int streamed = (long) kc * n <= SMALL ? 0 : n & -PAIR;
        int whole = SPECIES.loopBound(n);
        rows(kc, streamed, x, b, at, step, row);
        columns(kc, streamed, whole, x, b, at, step, row);
        if (whole < n) {
            last(kc, whole, n, x, b, at + (long) whole * Float.BYTES, step, row);
        }
    }

    private static void columns(int kc, int from, int to, float[] x, MemorySegment b, long at, long step, float[] row) {
        int j = from;
        for (; j + 4 * LANES <= to; j += 4 * LANES) {
            four(kc, x, b, at + (long) j * Float.BYTES, step, row, j);
        }
        for (; j < to; j += LANES) {
            one(kc, x, b, at + (long) j * Float.BYTES, step, row, j);
        }
    }

    private static void four(int kc, float[] x, MemorySegment b, long at, long step, float[] row, int j) {
        var s0 = FloatVector.zero(SPECIES);
        var s1 = FloatVector.zero(SPECIES);
        var s2 = FloatVector.zero(SPECIES);
        var s3 = FloatVector.zero(SPECIES);
        for (int p = 0; p < kc; p++, at += step) {
            var xp = FloatVector.broadcast(SPECIES, x[p]);
            s0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER).fma(xp, s0);
            s1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER)
                    .fma(xp, s1);
            s2 = FloatVector.fromMemorySegment(SPECIES, b, at + 2 * VECTOR_BYTES, ORDER)
                    .fma(xp, s2);
            s3 = FloatVector.fromMemorySegment(SPECIES, b, at + 3 * VECTOR_BYTES, ORDER)
                    .fma(xp, s3);
        }
        s0.intoArray(row, j);
        s1.intoArray(row, j + LANES);
        s2.intoArray(row, j + 2 * LANES);
        s3.intoArray(row, j + 3 * LANES);
    }

    private static void one(int kc, float[] x, MemorySegment b, long at, long step, float[] row, int j) {
        var sum = FloatVector.zero(SPECIES);
        for (int p = 0; p < kc; p++, at += step) {
            sum = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER).fma(FloatVector.broadcast(SPECIES, x[p]), sum);
        }
        sum.intoArray(row, j);
    }

    /** The columns from j to n, fewer than a vector. */
    private static void last(int kc, int j, int n, float[] x, MemorySegment b, long at, long step, float[] row) {
        var mask = SPECIES.indexInRange(j, n);
        var sum = FloatVector.zero(SPECIES);
        for (int p = 0; p < kc; p++, at += step) {
            sum = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER, mask)
                    .fma(FloatVector.broadcast(SPECIES, x[p]), sum);
        }
        sum.intoArray(row, j, mask);
    }

    private static void rows(int kc, int n, float[] x, MemorySegment b, long at, long step, float[] row) {
        Arrays.fill(row, 0, n, 0f);
        int p = 0;
        for (; p + STEP <= kc; p += STEP, at += STEP * step) {
            eight(n, x, p, b, at, step, row);
        }
        for (; p < kc; p++, at += step) {
            single(n, x[p], b, at, row);
        }
    }

    /**
     * Eight rows of B, two vectors a step. With one, C2 unrolls the loop and orders the loads by rows, which halves what
     * memory gives: 24 GB/s instead of 37 (4096 x 4096; -XX:-UseSuperWord, which stops that, gave 37 too).
     */
    private static void eight(int n, float[] x, int p, MemorySegment b, long at, long step, float[] row) {
        var x0 = FloatVector.broadcast(SPECIES, x[p]);
        var x1 = FloatVector.broadcast(SPECIES, x[p + 1]);
        var x2 = FloatVector.broadcast(SPECIES, x[p + 2]);
        var x3 = FloatVector.broadcast(SPECIES, x[p + 3]);
        var x4 = FloatVector.broadcast(SPECIES, x[p + 4]);
        var x5 = FloatVector.broadcast(SPECIES, x[p + 5]);
        var x6 = FloatVector.broadcast(SPECIES, x[p + 6]);
        var x7 = FloatVector.broadcast(SPECIES, x[p + 7]);
        for (int j = 0; j < n; j += PAIR) {
            long from = at + (long) j * Float.BYTES;
            long next = from + VECTOR_BYTES;
            var u = FloatVector.fromArray(SPECIES, row, j);
            var v = FloatVector.fromArray(SPECIES, row, j + LANES);
            u = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER).fma(x0, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next, ORDER).fma(x0, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + step, ORDER).fma(x1, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + step, ORDER).fma(x1, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 2 * step, ORDER)
                    .fma(x2, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 2 * step, ORDER)
                    .fma(x2, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 3 * step, ORDER)
                    .fma(x3, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 3 * step, ORDER)
                    .fma(x3, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 4 * step, ORDER)
                    .fma(x4, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 4 * step, ORDER)
                    .fma(x4, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 5 * step, ORDER)
                    .fma(x5, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 5 * step, ORDER)
                    .fma(x5, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 6 * step, ORDER)
                    .fma(x6, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 6 * step, ORDER)
                    .fma(x6, v);
            u = FloatVector.fromMemorySegment(SPECIES, b, from + 7 * step, ORDER)
                    .fma(x7, u);
            v = FloatVector.fromMemorySegment(SPECIES, b, next + 7 * step, ORDER)
                    .fma(x7, v);
            u.intoArray(row, j);
            v.intoArray(row, j + LANES);
        }
    }

    private static void single(int n, float x, MemorySegment b, long at, float[] row) {
        var xp = FloatVector.broadcast(SPECIES, x);
        for (int j = 0; j < n; j += LANES) {
            FloatVector.fromMemorySegment(SPECIES, b, at + (long) j * Float.BYTES, ORDER)
                    .fma(xp, FloatVector.fromArray(SPECIES, row, j))
                    .intoArray(row, j);
        }
    }
}
