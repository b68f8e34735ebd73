package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sum of exp(x[i] - max) over one block without storing the exponentials, in passes as {@link Sums} has them.
 *
 * <p>The four accumulators rotate, so that {@code Exponential.exp} has one site. With nine, four in the loop and five
 * behind it, log-softmax of rows of 50257 ran at 1.7 GB/s; with one at 8.6.
 */
final class ExpSums {
    private ExpSums() {}

    /** Sum of exp(x[i] - max), n <= BLOCK. */
    static float sum(MemorySegment x, long xo, float max, int n) {
        FloatVector v = lanes(x, xo, max, n, 0);
        if (V == 8) {
            v = v.add(lanes(x, xo, max, n, 8));
        } else if (V == 4) {
            v = v.add(lanes(x, xo, max, n, 8)).add(lanes(x, xo, max, n, 4).add(lanes(x, xo, max, n, 12)));
        }
        return Lanes.sum(v);
    }

    private static FloatVector lanes(MemorySegment x, long xo, float max, int n, int h) {
        x = OffHeap.of(x);
        FloatVector c = FloatVector.broadcast(S, max);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int i = h;
        for (; i < n; i += 16) {
            VectorMask<Float> in = S.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, in);
            FloatVector next = a0.add(Exponential.exp(v.sub(c)), in);
            a0 = a1;
            a1 = a2;
            a2 = a3;
            a3 = next;
        }
        return switch (i >> 4 & 3) {
            case 0 -> a0.add(a1).add(a2.add(a3));
            case 1 -> a3.add(a0).add(a1.add(a2));
            case 2 -> a2.add(a3).add(a0.add(a1));
            default -> a1.add(a2).add(a3.add(a0));
        };
    }
}
