package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Products over one block, in passes as {@link Sums} has them. */
final class Products {
    private Products() {}

    /** Product of x[0..n), n <= BLOCK. */
    static float product(MemorySegment x, long xo, int n) {
        FloatVector v = lanes(x, xo, n, 0);
        if (V == 8) {
            v = v.mul(lanes(x, xo, n, 8));
        } else if (V == 4) {
            v = v.mul(lanes(x, xo, n, 8)).mul(lanes(x, xo, n, 4).mul(lanes(x, xo, n, 12)));
        }
        return Lanes.product(v);
    }

    private static FloatVector lanes(MemorySegment x, long xo, int n, int h) {
        x = OffHeap.of(x);
        FloatVector a0 = FloatVector.broadcast(S, 1);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int steady = n & -64;
        for (int i = 0; i < steady; i += 64) {
            long p = xo + h + i;
            a0 = a0.mul(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.mul(FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER));
            a2 = a2.mul(FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER));
            a3 = a3.mul(FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER));
        }
        int rest = n - steady - h;
        long p = xo + h + steady;
        a0 = rest >= V ? a0.mul(FloatVector.fromMemorySegment(S, x, p << 2, ORDER)) : a0;
        a1 = rest >= 16 + V ? a1.mul(FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER)) : a1;
        a2 = rest >= 32 + V ? a2.mul(FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER)) : a2;
        a3 = rest >= 48 + V ? a3.mul(FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER)) : a3;
        if (Lanes.partial(rest)) {
            VectorMask<Float> m = S.indexInRange(0, rest & 15);
            FloatVector t = FloatVector.broadcast(S, 1)
                    .blend(FloatVector.fromMemorySegment(S, x, (p + (rest & 48)) << 2, ORDER, m), m);
            switch (rest >> 4) {
                case 0 -> a0 = a0.mul(t);
                case 1 -> a1 = a1.mul(t);
                case 2 -> a2 = a2.mul(t);
                default -> a3 = a3.mul(t);
            }
        }
        return a0.mul(a1).mul(a2.mul(a3));
    }
}
