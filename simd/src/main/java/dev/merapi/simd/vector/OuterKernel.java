package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@link MicroKernel} for an A that lies the other way round: {@code tile[i, j] = sum over p of a[p, i] b[p, j]}, a chain
 * of fma from 0, with element (p, i) of A at {@code a[ao + p LDA + i]}. So a sum over tiles reads transformed tiles as
 * they lie.
 */
final class OuterKernel {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private OuterKernel() {}

    /** A tile of {@link MicroKernel#MR} rows and {@link MicroKernel#NR} columns; b is a packed panel. */
    static void run(int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (WIDE) {
            run12(kc, a, ao, b.segment, bo, tile);
        } else {
            OrderedOuterKernel.run(kc, a, ao, b.array, bo, tile);
        }
    }

    /** The tile of 12 x 2 vectors. */
    private static void run12(int kc, float[] a, int ao, MemorySegment b, long bo, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
        var u4 = FloatVector.zero(SPECIES);
        var v4 = FloatVector.zero(SPECIES);
        var u5 = FloatVector.zero(SPECIES);
        var v5 = FloatVector.zero(SPECIES);
        var u6 = FloatVector.zero(SPECIES);
        var v6 = FloatVector.zero(SPECIES);
        var u7 = FloatVector.zero(SPECIES);
        var v7 = FloatVector.zero(SPECIES);
        var u8 = FloatVector.zero(SPECIES);
        var v8 = FloatVector.zero(SPECIES);
        var u9 = FloatVector.zero(SPECIES);
        var v9 = FloatVector.zero(SPECIES);
        var ua = FloatVector.zero(SPECIES);
        var va = FloatVector.zero(SPECIES);
        var ub = FloatVector.zero(SPECIES);
        var vb = FloatVector.zero(SPECIES);
        long at = bo * Float.BYTES;
        int p = ao;
        for (int k = 0; k < kc; k++, p += LDA, at += 2 * VECTOR_BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER);
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            var a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            var a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            var a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            var a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            u4 = a4.fma(b0, u4);
            v4 = a4.fma(b1, v4);
            var a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            u5 = a5.fma(b0, u5);
            v5 = a5.fma(b1, v5);
            var a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            u6 = a6.fma(b0, u6);
            v6 = a6.fma(b1, v6);
            var a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            u7 = a7.fma(b0, u7);
            v7 = a7.fma(b1, v7);
            var a8 = FloatVector.broadcast(SPECIES, a[p + 8]);
            u8 = a8.fma(b0, u8);
            v8 = a8.fma(b1, v8);
            var a9 = FloatVector.broadcast(SPECIES, a[p + 9]);
            u9 = a9.fma(b0, u9);
            v9 = a9.fma(b1, v9);
            var aa = FloatVector.broadcast(SPECIES, a[p + 10]);
            ua = aa.fma(b0, ua);
            va = aa.fma(b1, va);
            var ab = FloatVector.broadcast(SPECIES, a[p + 11]);
            ub = ab.fma(b0, ub);
            vb = ab.fma(b1, vb);
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
        u8.intoArray(tile, 8 * NR);
        v8.intoArray(tile, 8 * NR + LANES);
        u9.intoArray(tile, 9 * NR);
        v9.intoArray(tile, 9 * NR + LANES);
        ua.intoArray(tile, 10 * NR);
        va.intoArray(tile, 10 * NR + LANES);
        ub.intoArray(tile, 11 * NR);
        vb.intoArray(tile, 11 * NR + LANES);
    }

    /** A tile of {@link EdgeKernel#FLAT} rows. */
    static void flat(int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (WIDE) {
            flat4(kc, a, ao, b.segment, bo, tile);
        } else {
            OrderedOuterKernel.flat(kc, a, ao, b.array, bo, tile);
        }
    }

    private static void flat4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
        long at = bo * Float.BYTES;
        int p = ao;
        for (int k = 0; k < kc; k++, p += LDA, at += 2 * VECTOR_BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER);
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            var a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            var a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            var a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
        }
        u0.intoArray(tile, 0);
        v0.intoArray(tile, LANES);
        u1.intoArray(tile, NR);
        v1.intoArray(tile, NR + LANES);
        u2.intoArray(tile, 2 * NR);
        v2.intoArray(tile, 2 * NR + LANES);
        u3.intoArray(tile, 3 * NR);
        v3.intoArray(tile, 3 * NR + LANES);
    }
}
