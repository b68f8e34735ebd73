package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Continues the chains of a tile of {@link #ROWS} rows and two vectors: {@code tile[i, j] = fma(a[i, p], b[p, j], tile[i, j])}
 * for p = 0, 1, ..., where A is read where it lies.
 *
 * <p>The rows of A are so many streams from memory, which prefetchers follow while the kernel multiplies: copied
 * beforehand, they were waited for. A chain goes on with the tile's values, so that its rows may lie in pieces.
 */
final class ChainKernel {
    /** Rows of a tile; it wants more registers than the 16 of a narrow machine. */
    static final int ROWS = 8;

    /** Bounds are checked at each read, the alignment, which floats have anyhow, isn't. */
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private ChainKernel() {}

    /**
     * Element (i, p) of A is at byte {@code ao + i lda + 4 p}. B is a packed panel from byte {@code bo} on, element (i, j) of the
     * tile at i NR + j.
     */
    static void run(int kc, MemorySegment a, long ao, long lda, MemorySegment b, long bo, float[] tile) {
        var u0 = FloatVector.fromArray(SPECIES, tile, 0);
        var v0 = FloatVector.fromArray(SPECIES, tile, LANES);
        var u1 = FloatVector.fromArray(SPECIES, tile, NR);
        var v1 = FloatVector.fromArray(SPECIES, tile, NR + LANES);
        var u2 = FloatVector.fromArray(SPECIES, tile, 2 * NR);
        var v2 = FloatVector.fromArray(SPECIES, tile, 2 * NR + LANES);
        var u3 = FloatVector.fromArray(SPECIES, tile, 3 * NR);
        var v3 = FloatVector.fromArray(SPECIES, tile, 3 * NR + LANES);
        var u4 = FloatVector.fromArray(SPECIES, tile, 4 * NR);
        var v4 = FloatVector.fromArray(SPECIES, tile, 4 * NR + LANES);
        var u5 = FloatVector.fromArray(SPECIES, tile, 5 * NR);
        var v5 = FloatVector.fromArray(SPECIES, tile, 5 * NR + LANES);
        var u6 = FloatVector.fromArray(SPECIES, tile, 6 * NR);
        var v6 = FloatVector.fromArray(SPECIES, tile, 6 * NR + LANES);
        var u7 = FloatVector.fromArray(SPECIES, tile, 7 * NR);
        var v7 = FloatVector.fromArray(SPECIES, tile, 7 * NR + LANES);
        long lda2 = 2 * lda;
        long lda3 = 3 * lda;
        long upper = ao;
        long lower = ao + 4 * lda;
        long at = bo;
        for (int p = 0; p < kc; p++, upper += Float.BYTES, lower += Float.BYTES, at += 2 * VECTOR_BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER);
            var a0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, upper));
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            var a1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, upper + lda));
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            var a2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, upper + lda2));
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            var a3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, upper + lda3));
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            var a4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, lower));
            u4 = a4.fma(b0, u4);
            v4 = a4.fma(b1, v4);
            var a5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, lower + lda));
            u5 = a5.fma(b0, u5);
            v5 = a5.fma(b1, v5);
            var a6 = FloatVector.broadcast(SPECIES, a.get(FLOAT, lower + lda2));
            u6 = a6.fma(b0, u6);
            v6 = a6.fma(b1, v6);
            var a7 = FloatVector.broadcast(SPECIES, a.get(FLOAT, lower + lda3));
            u7 = a7.fma(b0, u7);
            v7 = a7.fma(b1, v7);
        }
        u0.intoArray(tile, 0);
        v0.intoArray(tile, LANES);
        u1.intoArray(tile, NR);
        v1.intoArray(tile, NR + LANES);
        u2.intoArray(tile, 2 * NR);
        v2.intoArray(tile, 2 * NR + LANES);
        u3.intoArray(tile, 3 * NR);
        v3.intoArray(tile, 3 * NR + LANES);
        u4.intoArray(tile, 4 * NR);
        v4.intoArray(tile, 4 * NR + LANES);
        u5.intoArray(tile, 5 * NR);
        v5.intoArray(tile, 5 * NR + LANES);
        u6.intoArray(tile, 6 * NR);
        v6.intoArray(tile, 6 * NR + LANES);
        u7.intoArray(tile, 7 * NR);
        v7.intoArray(tile, 7 * NR + LANES);
    }
}
