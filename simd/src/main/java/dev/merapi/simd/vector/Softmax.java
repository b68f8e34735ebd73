package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.scalar.Tree;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Softmax of one row, and its gradient. Passes: the largest, exponentials with their sum block by block, the scaling.
 */
final class Softmax {
    private Softmax() {}

    static void forward(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        float max = Extremes.largest(x, xo, n);
        scale(1f / exponentials(x, xo, max, y, yo, n), y, yo, n);
    }

    /** y = exp(x - max); returns the sum of y, taken block by block while y is in L1. */
    private static float exponentials(MemorySegment x, long xo, float max, MemorySegment y, long yo, int n) {
        if (n <= Reduction.BLOCK) {
            exp(x, xo, max, y, yo, n);
            return Sums.sum(y, yo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            int from = b * Reduction.BLOCK;
            int size = Math.min(Reduction.BLOCK, n - from);
            exp(x, xo + from, max, y, yo + from, size);
            r[b] = Sums.sum(y, yo + from, size);
        }
        return Tree.sumBlocks(r, r.length);
    }

    /**
     * The tail shares the loop, so that {@code Exponential.exp} has one site and that one is hot: see {@link ExpSums}.
     */
    private static void exp(MemorySegment x, long xo, float max, MemorySegment y, long yo, int n) {
        FloatVector m = FloatVector.broadcast(S, max);
        for (int i = 0; i < n; i += V) {
            VectorMask<Float> in = S.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, in);
            Exponential.exp(v.sub(m)).intoMemorySegment(y, (yo + i) << 2, ORDER, in);
        }
    }

    private static void scale(float scale, MemorySegment y, long yo, int n) {
        FloatVector s = FloatVector.broadcast(S, scale);
        int i = 0;
        for (; i <= n - V; i += V) {
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER).mul(s).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - i);
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER, rest)
                    .mul(s)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER, rest);
        }
    }

    static void gradient(MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo, int n) {
        FloatVector dot = FloatVector.broadcast(S, VectorReduction.dotOf(dy, dyo, y, yo, n));
        int i = 0;
        for (; i <= n - V; i += V) {
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER)
                            .sub(dot))
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - i);
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER, rest)
                    .mul(FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER, rest)
                            .sub(dot))
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER, rest);
        }
    }
}
