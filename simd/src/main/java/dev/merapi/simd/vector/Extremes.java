package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Largest and smallest elements of a run. They need no order, so four accumulators take whole vectors in turn. */
final class Extremes {
    private Extremes() {}

    /** {@link Math#max(float, float)} over x[0..n); -infinity for n = 0. */
    static float max(MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        FloatVector a0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int i = 0;
        for (; i <= n - 4 * V; i += 4 * V) {
            a0 = a0.max(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER));
            a1 = a1.max(FloatVector.fromMemorySegment(S, x, (xo + i + V) << 2, ORDER));
            a2 = a2.max(FloatVector.fromMemorySegment(S, x, (xo + i + 2 * V) << 2, ORDER));
            a3 = a3.max(FloatVector.fromMemorySegment(S, x, (xo + i + 3 * V) << 2, ORDER));
        }
        for (; i <= n - V; i += V) {
            a0 = a0.max(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER));
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(0, n - i);
            a0 = a0.blend(a0.max(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, m)), m);
        }
        return Lanes.max(a0.max(a1).max(a2.max(a3)));
    }

    /** {@link Math#min(float, float)} over x[0..n); infinity for n = 0. */
    static float min(MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        FloatVector a0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int i = 0;
        for (; i <= n - 4 * V; i += 4 * V) {
            a0 = a0.min(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER));
            a1 = a1.min(FloatVector.fromMemorySegment(S, x, (xo + i + V) << 2, ORDER));
            a2 = a2.min(FloatVector.fromMemorySegment(S, x, (xo + i + 2 * V) << 2, ORDER));
            a3 = a3.min(FloatVector.fromMemorySegment(S, x, (xo + i + 3 * V) << 2, ORDER));
        }
        for (; i <= n - V; i += V) {
            a0 = a0.min(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER));
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(0, n - i);
            a0 = a0.blend(a0.min(FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, m)), m);
        }
        return Lanes.min(a0.min(a1).min(a2.min(a3)));
    }

    /** The largest of x[0..n) that isn't NaN; -infinity if all are, or for n = 0. The sign of a zero is left open. */
    static float largest(MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        FloatVector a0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int i = 0;
        for (; i <= n - 4 * V; i += 4 * V) {
            FloatVector x0 = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER);
            a0 = a0.blend(x0, x0.compare(VectorOperators.GT, a0));
            FloatVector x1 = FloatVector.fromMemorySegment(S, x, (xo + i + V) << 2, ORDER);
            a1 = a1.blend(x1, x1.compare(VectorOperators.GT, a1));
            FloatVector x2 = FloatVector.fromMemorySegment(S, x, (xo + i + 2 * V) << 2, ORDER);
            a2 = a2.blend(x2, x2.compare(VectorOperators.GT, a2));
            FloatVector x3 = FloatVector.fromMemorySegment(S, x, (xo + i + 3 * V) << 2, ORDER);
            a3 = a3.blend(x3, x3.compare(VectorOperators.GT, a3));
        }
        for (; i <= n - V; i += V) {
            FloatVector x0 = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER);
            a0 = a0.blend(x0, x0.compare(VectorOperators.GT, a0));
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(0, n - i);
            FloatVector x0 = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, m);
            a0 = a0.blend(x0, x0.compare(VectorOperators.GT, a0, m));
        }
        return Lanes.largest(Lanes.larger(Lanes.larger(a0, a1), Lanes.larger(a2, a3)));
    }

    /** Index of the first element equal to {@code v}, or the first NaN if v is; -1 if there is none. */
    static int indexOf(float v, MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        FloatVector sought = FloatVector.broadcast(S, v);
        boolean nan = Float.isNaN(v);
        for (int i = 0; i < n; i += V) {
            VectorMask<Float> m = S.indexInRange(0, n - i);
            FloatVector e = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, m);
            VectorMask<Float> found =
                    nan ? e.test(VectorOperators.IS_NAN, m) : e.compare(VectorOperators.EQ, sought, m);
            if (found.anyTrue()) {
                return i + found.firstTrue();
            }
        }
        return -1;
    }
}
