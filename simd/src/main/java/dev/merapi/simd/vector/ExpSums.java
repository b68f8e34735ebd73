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

    /** Sum of exp(x[i] - max), n <= BLOCK. One method with all passes, as {@link Sums#sum}; no lane is -0. */
    static float sum(MemorySegment x, long xo, float max, int n) {
        x = OffHeap.of(x);
        FloatVector c = FloatVector.broadcast(S, max);
        FloatVector low = FloatVector.zero(S);
        FloatVector high = FloatVector.zero(S);
        for (int pass = 0; pass < 16 / V; pass++) {
            FloatVector a0 = FloatVector.zero(S);
            FloatVector a1 = FloatVector.zero(S);
            FloatVector a2 = FloatVector.zero(S);
            FloatVector a3 = FloatVector.zero(S);
            int i = pass % 2 * 8 + pass / 2 * 4;
            for (; i < n; i += 16) {
                VectorMask<Float> in = S.indexInRange(i, n);
                FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, in);
                FloatVector next = a0.add(Exponential.exp(v.sub(c)), in);
                a0 = a1;
                a1 = a2;
                a2 = a3;
                a3 = next;
            }
            FloatVector a = switch (i >> 4 & 3) {
                case 0 -> a0.add(a1).add(a2.add(a3));
                case 1 -> a3.add(a0).add(a1.add(a2));
                case 2 -> a2.add(a3).add(a0.add(a1));
                default -> a1.add(a2).add(a3.add(a0));
            };
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
}
