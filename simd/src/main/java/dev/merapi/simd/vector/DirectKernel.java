package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * {@code c[i, j] = a[i, 0] b[0, j] + ... + a[i, kc - 1] b[kc - 1, j]}, each a chain of fma from 0: {@link MicroKernel} for
 * operands that are read, and a result that is stored, where they lie.
 *
 * <p>A tile of 4 x 4 vectors loads 8 times for 16 fma, as the 12 x 2 one loads 14 times for 24, but needs only four rows of A: four
 * pointers instead of a packed copy. 5 x 4 and 6 x 4 were 1 to 2 % slower at 64.
 *
 * <p>It only sets: with a flag "add to C" in this method four JVMs of six ran it at a hundredth of full speed.
 */
final class DirectKernel {
    /** Rows of a tile. */
    static final int ROWS = 4;

    /** Columns of a tile. */
    static final int COLUMNS = 4 * LANES;

    /** Bounds are checked at each read, the alignment, which floats have anyhow, isn't. */
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private DirectKernel() {}

    /**
     * A tile of {@link #ROWS} rows and {@link #COLUMNS} columns. All offsets and distances of rows are bytes.
     *
     * @param kc length of the chains
     * @param ao where element (0, 0) of A is
     * @param lda distance of the rows of A
     * @param step distance of the columns of A
     */
    static void run(
            int kc,
            MemorySegment a,
            long ao,
            long lda,
            long step,
            MemorySegment b,
            long bo,
            long ldb,
            MemorySegment c,
            long co,
            long ldc) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var w0 = FloatVector.zero(SPECIES);
        var x0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var w1 = FloatVector.zero(SPECIES);
        var x1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var w2 = FloatVector.zero(SPECIES);
        var x2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
        var w3 = FloatVector.zero(SPECIES);
        var x3 = FloatVector.zero(SPECIES);
        long lda2 = 2 * lda;
        long lda3 = 3 * lda;
        long from = ao;
        long at = bo;
        for (int p = 0; p < kc; p++, from += step, at += ldb) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER);
            var b2 = FloatVector.fromMemorySegment(SPECIES, b, at + 2 * VECTOR_BYTES, ORDER);
            var b3 = FloatVector.fromMemorySegment(SPECIES, b, at + 3 * VECTOR_BYTES, ORDER);
            var a0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, from));
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            w0 = a0.fma(b2, w0);
            x0 = a0.fma(b3, x0);
            var a1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, from + lda));
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            w1 = a1.fma(b2, w1);
            x1 = a1.fma(b3, x1);
            var a2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, from + lda2));
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            w2 = a2.fma(b2, w2);
            x2 = a2.fma(b3, x2);
            var a3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, from + lda3));
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            w3 = a3.fma(b2, w3);
            x3 = a3.fma(b3, x3);
        }
        long to = co;
        u0.intoMemorySegment(c, to, ORDER);
        v0.intoMemorySegment(c, to + VECTOR_BYTES, ORDER);
        w0.intoMemorySegment(c, to + 2 * VECTOR_BYTES, ORDER);
        x0.intoMemorySegment(c, to + 3 * VECTOR_BYTES, ORDER);
        to += ldc;
        u1.intoMemorySegment(c, to, ORDER);
        v1.intoMemorySegment(c, to + VECTOR_BYTES, ORDER);
        w1.intoMemorySegment(c, to + 2 * VECTOR_BYTES, ORDER);
        x1.intoMemorySegment(c, to + 3 * VECTOR_BYTES, ORDER);
        to += ldc;
        u2.intoMemorySegment(c, to, ORDER);
        v2.intoMemorySegment(c, to + VECTOR_BYTES, ORDER);
        w2.intoMemorySegment(c, to + 2 * VECTOR_BYTES, ORDER);
        x2.intoMemorySegment(c, to + 3 * VECTOR_BYTES, ORDER);
        to += ldc;
        u3.intoMemorySegment(c, to, ORDER);
        v3.intoMemorySegment(c, to + VECTOR_BYTES, ORDER);
        w3.intoMemorySegment(c, to + 2 * VECTOR_BYTES, ORDER);
        x3.intoMemorySegment(c, to + 3 * VECTOR_BYTES, ORDER);
    }
}
