package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * {@link MicroKernel} for 16 registers, on panels in an array: arguments and results are those of {@link
 * MicroKernel#run}.
 *
 * <p>A tile of 6 x 2 vectors needs 15 registers, one too many if C2 loads what the next rows need before it has used
 * what it has. A fence keeps loads in the order they are written in; x86 has no instruction for it. What is loaded from a
 * segment would have to be checked anew after each fence (length, owner, liveness), since the segment is an object whose
 * fields could have changed; an array's length can't. The loop has 47 instructions for 24 fma, that of 5 x 2 on a
 * segment 29 for 10. B's index is computed from the counter: a second one beside it went to the stack.
 */
final class OrderedKernel {
    /** Rows of a tile. */
    static final int ROWS = 6;

    private OrderedKernel() {}

    /** A tile of 6 x 2 vectors; b is a packed panel. */
    static void run(int kc, float[] a, int ao, float[] b, int bo, float[] tile) {
        pairs(kc & -2, a, ao, b, bo, tile);
        if ((kc & 1) == 1) {
            last(a, ao + kc - 1, LDA, b, bo + (kc - 1) * NR, tile);
        }
    }

    /** The tile of an even number of steps: with a step more after its loop C2 keeps sums on the stack, at half the speed. */
    private static void pairs(int kc, float[] a, int ao, float[] b, int bo, float[] tile) {
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
        for (int p = ao; p < ao + kc; p += 2) {
            int at = bo + (p - ao) * NR;
            var b0 = FloatVector.fromArray(SPECIES, b, at);
            var b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
            VarHandle.acquireFence();
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            VarHandle.acquireFence();
            var a1 = FloatVector.broadcast(SPECIES, a[LDA + p]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            VarHandle.acquireFence();
            var a2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            VarHandle.acquireFence();
            var a3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p]);
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            VarHandle.acquireFence();
            var a4 = FloatVector.broadcast(SPECIES, a[4 * LDA + p]);
            u4 = a4.fma(b0, u4);
            v4 = a4.fma(b1, v4);
            VarHandle.acquireFence();
            var a5 = FloatVector.broadcast(SPECIES, a[5 * LDA + p]);
            u5 = a5.fma(b0, u5);
            v5 = a5.fma(b1, v5);
            VarHandle.acquireFence();
            var c0 = FloatVector.fromArray(SPECIES, b, at + NR);
            var c1 = FloatVector.fromArray(SPECIES, b, at + NR + LANES);
            VarHandle.acquireFence();
            var d0 = FloatVector.broadcast(SPECIES, a[p + 1]);
            u0 = d0.fma(c0, u0);
            v0 = d0.fma(c1, v0);
            VarHandle.acquireFence();
            var d1 = FloatVector.broadcast(SPECIES, a[LDA + p + 1]);
            u1 = d1.fma(c0, u1);
            v1 = d1.fma(c1, v1);
            VarHandle.acquireFence();
            var d2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p + 1]);
            u2 = d2.fma(c0, u2);
            v2 = d2.fma(c1, v2);
            VarHandle.acquireFence();
            var d3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p + 1]);
            u3 = d3.fma(c0, u3);
            v3 = d3.fma(c1, v3);
            VarHandle.acquireFence();
            var d4 = FloatVector.broadcast(SPECIES, a[4 * LDA + p + 1]);
            u4 = d4.fma(c0, u4);
            v4 = d4.fma(c1, v4);
            VarHandle.acquireFence();
            var d5 = FloatVector.broadcast(SPECIES, a[5 * LDA + p + 1]);
            u5 = d5.fma(c0, u5);
            v5 = d5.fma(c1, v5);
            VarHandle.acquireFence();
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
    }

    /** One step more for the sums in the tile; a's rows are {@code lda} apart. */
    static void last(float[] a, int ao, int lda, float[] b, int bo, float[] tile) {
        var b0 = FloatVector.fromArray(SPECIES, b, bo);
        var b1 = FloatVector.fromArray(SPECIES, b, bo + LANES);
        for (int i = 0; i < ROWS; i++) {
            var ai = FloatVector.broadcast(SPECIES, a[ao + i * lda]);
            ai.fma(b0, FloatVector.fromArray(SPECIES, tile, i * NR)).intoArray(tile, i * NR);
            ai.fma(b1, FloatVector.fromArray(SPECIES, tile, i * NR + LANES)).intoArray(tile, i * NR + LANES);
        }
    }

    /** A tile of 4 x 2 vectors, which leaves C2 the registers to load as it likes. */
    static void flat(int kc, float[] a, int ao, float[] b, int bo, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
        int at = bo;
        for (int p = ao; p < ao + kc; p++, at += NR) {
            var b0 = FloatVector.fromArray(SPECIES, b, at);
            var b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            var a1 = FloatVector.broadcast(SPECIES, a[LDA + p]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            var a2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            var a3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p]);
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

    /** A tile of 6 x 1 vectors. */
    static void narrow(int kc, float[] a, int ao, float[] b, int bo, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var u4 = FloatVector.zero(SPECIES);
        var u5 = FloatVector.zero(SPECIES);
        int at = bo;
        for (int p = ao; p < ao + kc; p++, at += NR) {
            var b0 = FloatVector.fromArray(SPECIES, b, at);
            u0 = FloatVector.broadcast(SPECIES, a[p]).fma(b0, u0);
            u1 = FloatVector.broadcast(SPECIES, a[LDA + p]).fma(b0, u1);
            u2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p]).fma(b0, u2);
            u3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p]).fma(b0, u3);
            u4 = FloatVector.broadcast(SPECIES, a[4 * LDA + p]).fma(b0, u4);
            u5 = FloatVector.broadcast(SPECIES, a[5 * LDA + p]).fma(b0, u5);
        }
        u0.intoArray(tile, 0);
        u1.intoArray(tile, NR);
        u2.intoArray(tile, 2 * NR);
        u3.intoArray(tile, 3 * NR);
        u4.intoArray(tile, 4 * NR);
        u5.intoArray(tile, 5 * NR);
    }
}
