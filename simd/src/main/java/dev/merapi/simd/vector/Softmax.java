package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.scalar.Tree;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax, and its gradient of one row. Passes: exponentials, their sum, the scaling (and the next row's
 * largest element).
 */
final class Softmax {
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);

    private Softmax() {}

    /** All rows. */
    static void forward(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        if (cols > Reduction.BLOCK) {
            forwardLong(rows, cols, x, xo, y, yo);
            return;
        }
        int steady = cols & -V;
        float max = largestIfNear(x, xo, cols);
        for (int i = 0; i < rows; i++) {
            long row = (long) i * cols;
            long ahead = i + 1 < rows ? cols : 0;
            boolean near = !Float.isNaN(max);
            if (!near) {
                max = Extremes.largest(x, xo + row, cols);
                expVectors(x, xo + row, 0, max, y, yo + row, steady);
            }
            if (steady < cols) {
                expRest(x, xo + row + steady, max, y, yo + row + steady, cols - steady);
            }
            float sum = near ? expNear(x, xo + row, max, y, yo + row, cols) : Sums.sum(y, yo + row, cols);
            max = scale(1f / sum, y, yo + row, x, xo + row + ahead, cols);
        }
    }

    /**
     * y = exp(x - max) in whole vectors for a row that is near, in fewer operations; returns the sum of y, whose last
     * elements are there already. At 512 bits that is done on the way, with accumulators that rotate as {@link ExpSums} has
     * them. Too long to be inlined, which is well: without the sum it was, and softmax had 19 GB/s instead of 28.
     */
    private static float expNear(MemorySegment x, long xo, float max, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector m = FloatVector.broadcast(S, max);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER);
            FloatVector e = Exponential.expNear(v.sub(m));
            e.intoMemorySegment(y, (yo + i) << 2, ORDER);
            FloatVector next = a0.add(e);
            a0 = a1;
            a1 = a2;
            a2 = a3;
            a3 = next;
        }
        if (V < 16) {
            return Sums.sum(y, yo, n);
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector next = a0.add(FloatVector.fromMemorySegment(S, y, (yo + steady) << 2, ORDER, rest));
            a0 = a1;
            a1 = a2;
            a2 = a3;
            a3 = next;
        }
        return Lanes.sum(
                switch ((n + V - 1) / V & 3) {
                    case 0 -> a0.add(a1).add(a2.add(a3));
                    case 1 -> a3.add(a0).add(a1.add(a2));
                    case 2 -> a2.add(a3).add(a0.add(a1));
                    default -> a1.add(a2).add(a3.add(a0));
                });
    }

    /**
     * y times {@code scale}; returns {@link #largestIfNear} of the run of x. That is the next row, which comes from memory
     * here, where no store waits for memory itself: y's lines are near since its exponentials.
     */
    private static float scale(float scale, MemorySegment y, long yo, MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector s = FloatVector.broadcast(S, scale);
        IntVector high = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector low = IntVector.zero(INTS);
        int i = 0;
        for (; i <= n - V; i += V) {
            IntVector w = IntVector.fromMemorySegment(INTS, x, (xo + i) << 2, ORDER);
            high = high.max(w);
            low = low.lanewise(VectorOperators.UMAX, w);
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER).mul(s).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Integer> rest = INTS.indexInRange(0, n - i);
            IntVector w = IntVector.fromMemorySegment(INTS, x, (xo + i) << 2, ORDER, rest);
            high = high.lanewise(VectorOperators.MAX, w, rest);
            low = low.lanewise(VectorOperators.UMAX, w);
            VectorMask<Float> floats = S.indexInRange(0, n - i);
            FloatVector.fromMemorySegment(S, y, (yo + i) << 2, ORDER, floats)
                    .mul(s)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER, floats);
        }
        return largestIfNear(high, low);
    }

    /** The largest of a row whose smallest is at most {@link Exponential#NEAR} less; NaN says that it wasn't found so. */
    private static float largestIfNear(MemorySegment x, long xo, int n) {
        x = OffHeap.of(x);
        IntVector high = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector low = IntVector.zero(INTS);
        for (int i = 0; i < n; i += V) {
            VectorMask<Integer> in = INTS.indexInRange(i, n);
            IntVector w = IntVector.fromMemorySegment(INTS, x, (xo + i) << 2, ORDER, in);
            high = high.lanewise(VectorOperators.MAX, w, in);
            low = low.lanewise(VectorOperators.UMAX, w);
        }
        return largestIfNear(high, low);
    }

    /**
     * From the bits of floats, for integers have a maximum of one instruction: the greatest as signed numbers is the
     * largest float unless all are negative, and the greatest as unsigned ones is the smallest if one is negative. NaN is
     * beyond an infinity in one order or the other.
     */
    private static float largestIfNear(IntVector high, IntVector low) {
        int top = high.reduceLanes(VectorOperators.MAX);
        int bottom = low.lanewise(VectorOperators.XOR, Integer.MIN_VALUE).reduceLanes(VectorOperators.MAX);
        float largest = top < 0 ? Float.NaN : Float.intBitsToFloat(top);
        float smallest = bottom < 0 ? 0f : Float.intBitsToFloat(bottom ^ Integer.MIN_VALUE);
        return largest - smallest <= Exponential.NEAR ? largest : Float.NaN;
    }

    private static void forwardLong(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        float max = Extremes.largest(x, xo, cols);
        for (int i = 0; i < rows; i++) {
            long row = (long) i * cols;
            long ahead = i + 1 < rows ? cols : 0;
            max = longRow(x, xo + row, ahead, max, y, yo + row, cols);
        }
    }

    /** y's sum is taken block by block while they are in L1. */
    private static float longRow(MemorySegment x, long xo, long ahead, float max, MemorySegment y, long yo, int n) {
        float[] r = new float[Tree.count(n)];
        float next = Float.NEGATIVE_INFINITY;
        for (int b = 0; b < r.length; b++) {
            int from = b * Reduction.BLOCK;
            int size = Math.min(Reduction.BLOCK, n - from);
            float largest = exp(x, xo + from, ahead, max, y, yo + from, size);
            next = largest > next ? largest : next;
            r[b] = Sums.sum(y, yo + from, size);
        }
        scale(1f / Tree.sumBlocks(r, r.length), y, yo, n);
        return next;
    }

    /**
     * y = exp(x - max); returns the largest of the run that lies {@code ahead} elements further, in the next row: so that
     * it comes from memory while exponentials are computed.
     */
    private static float exp(MemorySegment x, long xo, long ahead, float max, MemorySegment y, long yo, int n) {
        int steady = n & -V;
        float next = expVectors(x, xo, ahead, max, y, yo, steady);
        if (steady < n) {
            float last = Extremes.largest(x, xo + ahead + steady, n - steady);
            expRest(x, xo + steady, max, y, yo + steady, n - steady);
            return last > next ? last : next;
        }
        return next;
    }

    /** n is a multiple of the lanes. */
    private static float expVectors(MemorySegment x, long xo, long ahead, float max, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector m = FloatVector.broadcast(S, max);
        FloatVector next = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        long xa = xo + ahead;
        for (int i = 0; i < n; i += V) {
            FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER);
            FloatVector w = FloatVector.fromMemorySegment(S, x, (xa + i) << 2, ORDER);
            next = next.blend(w, w.compare(VectorOperators.GT, next));
            Exponential.expBelow(v.sub(m)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        return Lanes.largest(next);
    }

    /**
     * The last n < V elements, in a method of their own, so that either method has one site of {@code expBelow} and that
     * one is hot: see {@link ExpSums}.
     */
    private static void expRest(MemorySegment x, long xo, float max, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        VectorMask<Float> rest = S.indexInRange(0, n);
        FloatVector v = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER, rest);
        Exponential.expBelow(v.sub(max)).intoMemorySegment(y, yo << 2, ORDER, rest);
    }

    private static void scale(float scale, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
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
        dy = OffHeap.of(dy);
        y = OffHeap.of(y);
        dx = OffHeap.of(dx);
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
