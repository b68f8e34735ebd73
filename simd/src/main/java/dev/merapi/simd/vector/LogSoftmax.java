package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.scalar.Logarithm;
import dev.merapi.simd.scalar.Tree;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Log-softmax of one row, and its gradient. */
final class LogSoftmax {
    private LogSoftmax() {}

    static void forward(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        float largest = Extremes.largest(x, xo, n);
        FloatVector max = FloatVector.broadcast(S, largest);
        FloatVector log = FloatVector.broadcast(S, Logarithm.log(expSum(x, xo, largest, n)));
        int i = 0;
        for (; i <= n - V; i += V) {
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(max)
                    .sub(log)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - i);
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, rest)
                    .sub(max)
                    .sub(log)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER, rest);
        }
    }

    private static float expSum(MemorySegment x, long xo, float max, int n) {
        if (n <= Reduction.BLOCK) {
            return ExpSums.sum(x, xo, max, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            int from = b * Reduction.BLOCK;
            r[b] = ExpSums.sum(x, xo + from, max, Math.min(Reduction.BLOCK, n - from));
        }
        return Tree.sumBlocks(r, r.length);
    }

    static void gradient(MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo, int n) {
        dy = OffHeap.of(dy);
        y = OffHeap.of(y);
        dx = OffHeap.of(dx);
        FloatVector sum = FloatVector.broadcast(S, -VectorReduction.sum(dy, dyo, n));
        for (int i = 0; i < n; i += V) {
            VectorMask<Float> in = S.indexInRange(i, n);
            FloatVector p = Exponential.exp(FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER, in));
            FloatVector d = FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER, in);
            p.fma(sum, d).intoMemorySegment(dx, (dxo + i) << 2, ORDER, in);
        }
    }
}
