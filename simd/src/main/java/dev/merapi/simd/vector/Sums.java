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

    /**
     * Sum of x[0..n), n <= BLOCK. The passes begin at lanes 0, 8, 4, 12, and all of it is one method: what a method
     * of its own returned for each pass was a vector on the heap for each call (docs/decisions.md). No lane is -0, so
     * that adding a pass to zero changes no bit.
     */
    static float sum(MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        FloatVector low = FloatVector.zero(S);
        FloatVector high = FloatVector.zero(S);
        int steady = n & -64;
        for (int pass = 0; pass < 16 / V; pass++) {
            int h = pass % 2 * 8 + pass / 2 * 4;
            FloatVector a0 = FloatVector.zero(S);
            FloatVector a1 = FloatVector.zero(S);
            FloatVector a2 = FloatVector.zero(S);
            FloatVector a3 = FloatVector.zero(S);
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
                var mask = S.indexInRange(0, rest & 15);
                FloatVector t = FloatVector.fromMemorySegment(S, x, (p + (rest & 48)) << 2, ORDER, mask);
                switch (rest >> 4) {
                    case 0 -> a0 = a0.add(t);
                    case 1 -> a1 = a1.add(t);
                    case 2 -> a2 = a2.add(t);
                    default -> a3 = a3.add(t);
                }
            }
            FloatVector a = a0.add(a1).add(a2.add(a3));
            if (pass < 2) {
                low = low.add(a);
            } else {
                high = high.add(a);
            }
        }
        FloatVector v = V == 4 ? low.add(high) : low;
        v = V == 16 ? v.add(v.rearrange(Lanes.BY_8)) : v;
        v = V >= 8 ? v.add(v.rearrange(Lanes.BY_4)) : v;
        v = v.add(v.rearrange(Lanes.BY_2));
        return v.add(v.rearrange(Lanes.BY_1)).lane(0);
    }

    /** Sum of a[i] b[i], n <= BLOCK. One method with all passes, as {@link #sum}; a lane can be -0, so the first one is itself. */
    static float dot(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        a = OffHeap.of(a);
        b = OffHeap.of(b);
        FloatVector low = FloatVector.zero(S);
        FloatVector high = FloatVector.zero(S);
        int steady = n & -64;
        for (int pass = 0; pass < 16 / V; pass++) {
            int h = pass % 2 * 8 + pass / 2 * 4;
            FloatVector a0 = FloatVector.zero(S);
            FloatVector a1 = FloatVector.zero(S);
            FloatVector a2 = FloatVector.zero(S);
            FloatVector a3 = FloatVector.zero(S);
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
            FloatVector lanes = a0.add(a1).add(a2.add(a3));
            switch (pass) {
                case 0 -> low = lanes;
                case 1 -> low = low.add(lanes);
                case 2 -> high = lanes;
                default -> high = high.add(lanes);
            }
        }
        FloatVector v = V == 4 ? low.add(high) : low;
        v = V == 16 ? v.add(v.rearrange(Lanes.BY_8)) : v;
        v = V >= 8 ? v.add(v.rearrange(Lanes.BY_4)) : v;
        v = v.add(v.rearrange(Lanes.BY_2));
        return v.add(v.rearrange(Lanes.BY_1)).lane(0);
    }
}
