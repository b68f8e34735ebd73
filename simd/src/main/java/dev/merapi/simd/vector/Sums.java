package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums over one block in the canonical order of {@link dev.merapi.simd.Reduction}.
 *
 * <p>A pass keeps four accumulators: lanes {@code h .. h + V} of each of the four groups of 16. One pass does a block
 * at 512 bits, two at 256, four at 128 (the block is in L1 after the first), so one source gives every width the same
 * bits. At the end at most one vector is partial; it is loaded at one place, which keeps the method small.
 */
final class Sums {
    private Sums() {}

    /** Sum of x[0..n), n <= BLOCK. */
    static float sum(MemorySegment x, long xo, int n) {
        FloatVector v = sumLanes(x, xo, n, 0);
        if (V == 8) {
            v = v.add(sumLanes(x, xo, n, 8));
        } else if (V == 4) {
            v = v.add(sumLanes(x, xo, n, 8)).add(sumLanes(x, xo, n, 4).add(sumLanes(x, xo, n, 12)));
        }
        return Lanes.sum(v);
    }

    private static FloatVector sumLanes(MemorySegment x, long xo, int n, int h) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int steady = n & -64;
        for (int i = 0; i < steady; i += 64) {
            long p = xo + h + i;
            a0 = a0.add(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.add(FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER));
            a2 = a2.add(FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER));
            a3 = a3.add(FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER));
        }
        int rest = n - steady - h;
        long p = xo + h + steady;
        a0 = rest >= V ? a0.add(FloatVector.fromMemorySegment(S, x, p << 2, ORDER)) : a0;
        a1 = rest >= 16 + V ? a1.add(FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)) : a1;
        a2 = rest >= 32 + V ? a2.add(FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)) : a2;
        a3 = rest >= 48 + V ? a3.add(FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)) : a3;
        if (Lanes.partial(rest)) {
            FloatVector t =
                    FloatVector.fromMemorySegment(S, x, (p + (rest & 48)) << 2, ORDER, S.indexInRange(0, rest & 15));
            switch (rest >> 4) {
                case 0 -> a0 = a0.add(t);
                case 1 -> a1 = a1.add(t);
                case 2 -> a2 = a2.add(t);
                default -> a3 = a3.add(t);
            }
        }
        return a0.add(a1).add(a2.add(a3));
    }

    /** Sum of a[i] b[i], n <= BLOCK. */
    static float dot(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        FloatVector v = dotLanes(a, ao, b, bo, n, 0);
        if (V == 8) {
            v = v.add(dotLanes(a, ao, b, bo, n, 8));
        } else if (V == 4) {
            v = v.add(dotLanes(a, ao, b, bo, n, 8))
                    .add(dotLanes(a, ao, b, bo, n, 4).add(dotLanes(a, ao, b, bo, n, 12)));
        }
        return Lanes.sum(v);
    }

    private static FloatVector dotLanes(MemorySegment a, long ao, MemorySegment b, long bo, int n, int h) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int steady = n & -64;
        for (int i = 0; i < steady; i += 64) {
            long p = ao + h + i;
            long q = bo + h + i;
            a0 = FloatVector.fromMemorySegment(S, a, p << 2, ORDER)
                    .fma(FloatVector.fromMemorySegment(S, b, q << 2, ORDER), a0);
            a1 = FloatVector.fromMemorySegment(S, a, (p + 16) << 2, ORDER)
                    .fma(FloatVector.fromMemorySegment(S, b, (q + 16) << 2, ORDER), a1);
            a2 = FloatVector.fromMemorySegment(S, a, (p + 32) << 2, ORDER)
                    .fma(FloatVector.fromMemorySegment(S, b, (q + 32) << 2, ORDER), a2);
            a3 = FloatVector.fromMemorySegment(S, a, (p + 48) << 2, ORDER)
                    .fma(FloatVector.fromMemorySegment(S, b, (q + 48) << 2, ORDER), a3);
        }
        int rest = n - steady - h;
        long p = ao + h + steady;
        long q = bo + h + steady;
        a0 = rest >= V
                ? FloatVector.fromMemorySegment(S, a, p << 2, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, b, q << 2, ORDER), a0)
                : a0;
        a1 = rest >= 16 + V
                ? FloatVector.fromMemorySegment(S, a, (p + 16) << 2, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, b, (q + 16) << 2, ORDER), a1)
                : a1;
        a2 = rest >= 32 + V
                ? FloatVector.fromMemorySegment(S, a, (p + 32) << 2, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, b, (q + 32) << 2, ORDER), a2)
                : a2;
        a3 = rest >= 48 + V
                ? FloatVector.fromMemorySegment(S, a, (p + 48) << 2, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, b, (q + 48) << 2, ORDER), a3)
                : a3;
        if (Lanes.partial(rest)) {
            VectorMask<Float> m = S.indexInRange(0, rest & 15);
            FloatVector s = FloatVector.fromMemorySegment(S, a, (p + (rest & 48)) << 2, ORDER, m);
            FloatVector t = FloatVector.fromMemorySegment(S, b, (q + (rest & 48)) << 2, ORDER, m);
            switch (rest >> 4) {
                case 0 -> a0 = s.fma(t, a0);
                case 1 -> a1 = s.fma(t, a1);
                case 2 -> a2 = s.fma(t, a2);
                default -> a3 = s.fma(t, a3);
            }
        }
        return a0.add(a1).add(a2.add(a3));
    }
}
