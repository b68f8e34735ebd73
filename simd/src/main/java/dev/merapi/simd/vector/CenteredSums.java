package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sum of b[i] (x[i] - center) over one block, in passes as {@link Sums} has them. With b = x - center it is the squared
 * distance, which reads one stream, so it is written out.
 */
final class CenteredSums {
    private CenteredSums() {}

    /** Sum of (x[i] - center)^2, n <= BLOCK. One method with all passes, as {@link Sums#sum}, and for its reason. */
    static float squares(MemorySegment x, long xo, float center, int n) {
        x = OffHeap.of(x);
        FloatVector c = FloatVector.broadcast(S, center);
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
                FloatVector d0 =
                        FloatVector.fromMemorySegment(S, x, p << 2, ORDER).sub(c);
                a0 = d0.fma(d0, a0);
                FloatVector d1 = FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)
                        .sub(c);
                a1 = d1.fma(d1, a1);
                FloatVector d2 = FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)
                        .sub(c);
                a2 = d2.fma(d2, a2);
                FloatVector d3 = FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)
                        .sub(c);
                a3 = d3.fma(d3, a3);
            }
            int rest = n - steady - h;
            long p = xo + h + steady;
            if (rest >= V) {
                FloatVector d =
                        FloatVector.fromMemorySegment(S, x, p << 2, ORDER).sub(c);
                a0 = d.fma(d, a0);
            }
            if (rest >= 16 + V) {
                FloatVector d = FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)
                        .sub(c);
                a1 = d.fma(d, a1);
            }
            if (rest >= 32 + V) {
                FloatVector d = FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)
                        .sub(c);
                a2 = d.fma(d, a2);
            }
            if (rest >= 48 + V) {
                FloatVector d = FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)
                        .sub(c);
                a3 = d.fma(d, a3);
            }
            if (Lanes.partial(rest)) {
                VectorMask<Float> m = S.indexInRange(0, rest & 15);
                FloatVector t = FloatVector.zero(S)
                        .blend(
                                FloatVector.fromMemorySegment(S, x, (p + (rest & 48)) << 2, ORDER, m)
                                        .sub(c),
                                m);
                switch (rest >> 4) {
                    case 0 -> a0 = t.fma(t, a0);
                    case 1 -> a1 = t.fma(t, a1);
                    case 2 -> a2 = t.fma(t, a2);
                    default -> a3 = t.fma(t, a3);
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

    /** Sum of b[i] (x[i] - center), n <= BLOCK. In passes as {@link Sums#dot}. */
    static float dot(MemorySegment b, long bo, MemorySegment x, long xo, float center, int n) {
        b = OffHeap.of(b);
        x = OffHeap.of(x);
        FloatVector c = FloatVector.broadcast(S, center);
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
                long q = bo + h + i;
                a0 = FloatVector.fromMemorySegment(S, b, q << 2, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, x, p << 2, ORDER).sub(c), a0);
                a1 = FloatVector.fromMemorySegment(S, b, (q + 16) << 2, ORDER)
                        .fma(
                                FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)
                                        .sub(c),
                                a1);
                a2 = FloatVector.fromMemorySegment(S, b, (q + 32) << 2, ORDER)
                        .fma(
                                FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)
                                        .sub(c),
                                a2);
                a3 = FloatVector.fromMemorySegment(S, b, (q + 48) << 2, ORDER)
                        .fma(
                                FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)
                                        .sub(c),
                                a3);
            }
            int rest = n - steady - h;
            long p = xo + h + steady;
            long q = bo + h + steady;
            a0 = rest >= V
                    ? FloatVector.fromMemorySegment(S, b, q << 2, ORDER)
                            .fma(
                                    FloatVector.fromMemorySegment(S, x, p << 2, ORDER)
                                            .sub(c),
                                    a0)
                    : a0;
            a1 = rest >= 16 + V
                    ? FloatVector.fromMemorySegment(S, b, (q + 16) << 2, ORDER)
                            .fma(
                                    FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)
                                            .sub(c),
                                    a1)
                    : a1;
            a2 = rest >= 32 + V
                    ? FloatVector.fromMemorySegment(S, b, (q + 32) << 2, ORDER)
                            .fma(
                                    FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)
                                            .sub(c),
                                    a2)
                    : a2;
            a3 = rest >= 48 + V
                    ? FloatVector.fromMemorySegment(S, b, (q + 48) << 2, ORDER)
                            .fma(
                                    FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)
                                            .sub(c),
                                    a3)
                    : a3;
            if (Lanes.partial(rest)) {
                VectorMask<Float> m = S.indexInRange(0, rest & 15);
                FloatVector s = FloatVector.fromMemorySegment(S, b, (q + (rest & 48)) << 2, ORDER, m);
                FloatVector d = FloatVector.fromMemorySegment(S, x, (p + (rest & 48)) << 2, ORDER, m)
                        .sub(c);
                FloatVector t = FloatVector.zero(S).blend(d, m);
                switch (rest >> 4) {
                    case 0 -> a0 = s.fma(t, a0);
                    case 1 -> a1 = s.fma(t, a1);
                    case 2 -> a2 = s.fma(t, a2);
                    default -> a3 = s.fma(t, a3);
                }
            }
            FloatVector a = a0.add(a1).add(a2.add(a3));
            switch (pass) {
                case 0 -> low = a;
                case 1 -> low = low.add(a);
                case 2 -> high = a;
                default -> high = high.add(a);
            }
        }
        FloatVector v = V == 4 ? low.add(high) : low;
        v = V == 16 ? v.add(v.rearrange(Lanes.BY_8)) : v;
        v = V >= 8 ? v.add(v.rearrange(Lanes.BY_4)) : v;
        v = v.add(v.rearrange(Lanes.BY_2));
        return v.add(v.rearrange(Lanes.BY_1)).lane(0);
    }
}
