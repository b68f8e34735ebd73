package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/** {@link OuterKernel} for 16 registers, as {@link OrderedKernel} is {@link MicroKernel}. */
final class OrderedOuterKernel {
    private OrderedOuterKernel() {}

    /** A tile of 6 x 2 vectors; b is a packed panel. */
    static void run(int kc, float[] a, int ao, float[] b, int bo, float[] tile) {
        pairs(kc & -2, a, ao, b, bo, tile);
        if ((kc & 1) == 1) {
            OrderedKernel.last(a, ao + (kc - 1) * LDA, 1, b, bo + (kc - 1) * NR, tile);
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
        for (int k = 0; k < kc; k += 2) {
            int at = bo + k * NR;
            int p = ao + k * LDA;
            var b0 = FloatVector.fromArray(SPECIES, b, at);
            var b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
            VarHandle.acquireFence();
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            VarHandle.acquireFence();
            var a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            VarHandle.acquireFence();
            var a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            VarHandle.acquireFence();
            var a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            VarHandle.acquireFence();
            var a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            u4 = a4.fma(b0, u4);
            v4 = a4.fma(b1, v4);
            VarHandle.acquireFence();
            var a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            u5 = a5.fma(b0, u5);
            v5 = a5.fma(b1, v5);
            VarHandle.acquireFence();
            var c0 = FloatVector.fromArray(SPECIES, b, at + NR);
            var c1 = FloatVector.fromArray(SPECIES, b, at + NR + LANES);
            VarHandle.acquireFence();
            var d0 = FloatVector.broadcast(SPECIES, a[p + LDA]);
            u0 = d0.fma(c0, u0);
            v0 = d0.fma(c1, v0);
            VarHandle.acquireFence();
            var d1 = FloatVector.broadcast(SPECIES, a[p + LDA + 1]);
            u1 = d1.fma(c0, u1);
            v1 = d1.fma(c1, v1);
            VarHandle.acquireFence();
            var d2 = FloatVector.broadcast(SPECIES, a[p + LDA + 2]);
            u2 = d2.fma(c0, u2);
            v2 = d2.fma(c1, v2);
            VarHandle.acquireFence();
            var d3 = FloatVector.broadcast(SPECIES, a[p + LDA + 3]);
            u3 = d3.fma(c0, u3);
            v3 = d3.fma(c1, v3);
            VarHandle.acquireFence();
            var d4 = FloatVector.broadcast(SPECIES, a[p + LDA + 4]);
            u4 = d4.fma(c0, u4);
            v4 = d4.fma(c1, v4);
            VarHandle.acquireFence();
            var d5 = FloatVector.broadcast(SPECIES, a[p + LDA + 5]);
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
        int p = ao;
        for (int k = 0; k < kc; k++, p += LDA, at += NR) {
            var b0 = FloatVector.fromArray(SPECIES, b, at);
            var b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
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
