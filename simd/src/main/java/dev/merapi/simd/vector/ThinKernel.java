package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@code sums[i, j] = fma(x[i, p], b[p, j], sums[i, j])} for four i and rising p, where the sums stay in the first-level
 * cache and B is read where it lies: four rows of it at a step, each a few cache lines after the other.
 *
 * <p>As in {@link Gemv}, two vectors a step keep C2 from unrolling the loop and ordering the loads by rows.
 */
final class ThinKernel {
    /** Rows of C, and of B a step. */
    static final int ROWS = 4;

    private static final int PAIR = 2 * LANES;
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private ThinKernel() {}

    /**
     * Continues the chains of m rows and n columns. Four rows of B meet all rows of A before the next four.
     *
     * @param kc length of the chains
     * @param x rows of A, LDA apart, as many as a multiple of {@link #ROWS}
     * @param b element (p, j) is at the byte {@code at + p step + 4 j}
     * @param sums rows of sums, {@code width} apart, a multiple of two vectors
     */
    static void run(int kc, int m, int n, float[] x, MemorySegment b, long at, long step, float[] sums, int width) {
        int whole = n - n % PAIR;
        int p = 0;
        for (; p + ROWS <= kc; p += ROWS) {
            for (int i = 0; i < m; i += ROWS) {
                four(whole, x, i * LDA + p, b, at + p * step, step, sums, i * width, width);
            }
        }
        for (; p < kc; p++) {
            for (int i = 0; i < m; i++) {
                one(whole, x[i * LDA + p], b, at + p * step, sums, i * width);
            }
        }
        for (int j = whole; j < n; j += LANES) {
            long top = at + (long) j * Float.BYTES;
            for (int i = 0; i < m; i += ROWS) {
                column(kc, Math.min(LANES, n - j), x, i * LDA, b, top, step, sums, i * width + j, width);
            }
        }
    }

    private static void four(
            int n, float[] x, int xo, MemorySegment b, long at, long step, float[] sums, int so, int width) {
        var x00 = FloatVector.broadcast(SPECIES, x[xo]);
        var x01 = FloatVector.broadcast(SPECIES, x[xo + 1]);
        var x02 = FloatVector.broadcast(SPECIES, x[xo + 2]);
        var x03 = FloatVector.broadcast(SPECIES, x[xo + 3]);
        var x10 = FloatVector.broadcast(SPECIES, x[xo + LDA]);
        var x11 = FloatVector.broadcast(SPECIES, x[xo + LDA + 1]);
        var x12 = FloatVector.broadcast(SPECIES, x[xo + LDA + 2]);
        var x13 = FloatVector.broadcast(SPECIES, x[xo + LDA + 3]);
        var x20 = FloatVector.broadcast(SPECIES, x[xo + 2 * LDA]);
        var x21 = FloatVector.broadcast(SPECIES, x[xo + 2 * LDA + 1]);
        var x22 = FloatVector.broadcast(SPECIES, x[xo + 2 * LDA + 2]);
        var x23 = FloatVector.broadcast(SPECIES, x[xo + 2 * LDA + 3]);
        var x30 = FloatVector.broadcast(SPECIES, x[xo + 3 * LDA]);
        var x31 = FloatVector.broadcast(SPECIES, x[xo + 3 * LDA + 1]);
        var x32 = FloatVector.broadcast(SPECIES, x[xo + 3 * LDA + 2]);
        var x33 = FloatVector.broadcast(SPECIES, x[xo + 3 * LDA + 3]);
        int s1 = so + width;
        int s2 = s1 + width;
        int s3 = s2 + width;
        for (int j = 0; j < n; j += PAIR) {
            long from = at + (long) j * Float.BYTES;
            var u0 = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            var u1 = FloatVector.fromMemorySegment(SPECIES, b, from + step, ORDER);
            var u2 = FloatVector.fromMemorySegment(SPECIES, b, from + 2 * step, ORDER);
            var u3 = FloatVector.fromMemorySegment(SPECIES, b, from + 3 * step, ORDER);
            var v0 = FloatVector.fromMemorySegment(SPECIES, b, from + VECTOR_BYTES, ORDER);
            var v1 = FloatVector.fromMemorySegment(SPECIES, b, from + step + VECTOR_BYTES, ORDER);
            var v2 = FloatVector.fromMemorySegment(SPECIES, b, from + 2 * step + VECTOR_BYTES, ORDER);
            var v3 = FloatVector.fromMemorySegment(SPECIES, b, from + 3 * step + VECTOR_BYTES, ORDER);
            u3.fma(x03, u2.fma(x02, u1.fma(x01, u0.fma(x00, FloatVector.fromArray(SPECIES, sums, so + j)))))
                    .intoArray(sums, so + j);
            u3.fma(x13, u2.fma(x12, u1.fma(x11, u0.fma(x10, FloatVector.fromArray(SPECIES, sums, s1 + j)))))
                    .intoArray(sums, s1 + j);
            u3.fma(x23, u2.fma(x22, u1.fma(x21, u0.fma(x20, FloatVector.fromArray(SPECIES, sums, s2 + j)))))
                    .intoArray(sums, s2 + j);
            u3.fma(x33, u2.fma(x32, u1.fma(x31, u0.fma(x30, FloatVector.fromArray(SPECIES, sums, s3 + j)))))
                    .intoArray(sums, s3 + j);
            v3.fma(x03, v2.fma(x02, v1.fma(x01, v0.fma(x00, FloatVector.fromArray(SPECIES, sums, so + j + LANES)))))
                    .intoArray(sums, so + j + LANES);
            v3.fma(x13, v2.fma(x12, v1.fma(x11, v0.fma(x10, FloatVector.fromArray(SPECIES, sums, s1 + j + LANES)))))
                    .intoArray(sums, s1 + j + LANES);
            v3.fma(x23, v2.fma(x22, v1.fma(x21, v0.fma(x20, FloatVector.fromArray(SPECIES, sums, s2 + j + LANES)))))
                    .intoArray(sums, s2 + j + LANES);
            v3.fma(x33, v2.fma(x32, v1.fma(x31, v0.fma(x30, FloatVector.fromArray(SPECIES, sums, s3 + j + LANES)))))
                    .intoArray(sums, s3 + j + LANES);
        }
    }

    private static void one(int n, float x, MemorySegment b, long at, float[] sums, int so) {
        var xi = FloatVector.broadcast(SPECIES, x);
        for (int j = 0; j < n; j += LANES) {
            FloatVector.fromMemorySegment(SPECIES, b, at + (long) j * Float.BYTES, ORDER)
                    .fma(xi, FloatVector.fromArray(SPECIES, sums, so + j))
                    .intoArray(sums, so + j);
        }
    }

    /** Of a vector or less. */
    private static void column(
            int kc, int cols, float[] x, int xo, MemorySegment b, long at, long step, float[] sums, int so, int width) {
        var mask = SPECIES.indexInRange(0, cols);
        var s0 = FloatVector.fromArray(SPECIES, sums, so);
        var s1 = FloatVector.fromArray(SPECIES, sums, so + width);
        var s2 = FloatVector.fromArray(SPECIES, sums, so + 2 * width);
        var s3 = FloatVector.fromArray(SPECIES, sums, so + 3 * width);
        for (int p = 0; p < kc; p++, at += step) {
            var bp = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER, mask);
            s0 = bp.fma(FloatVector.broadcast(SPECIES, x[xo + p]), s0);
            s1 = bp.fma(FloatVector.broadcast(SPECIES, x[xo + LDA + p]), s1);
            s2 = bp.fma(FloatVector.broadcast(SPECIES, x[xo + 2 * LDA + p]), s2);
            s3 = bp.fma(FloatVector.broadcast(SPECIES, x[xo + 3 * LDA + p]), s3);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + width);
        s2.intoArray(sums, so + 2 * width);
        s3.intoArray(sums, so + 3 * width);
    }
}
