package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The squares of a row about its mean, and on the way the sum of the next row: that comes from the second-level cache, while
 * this one is in the first. The bits are those of {@link CenteredSums#squares} and {@link Sums#sum}.
 */
final class NextRow {
    /** Elements of x that are near, with as many of y. From memory, one stream after the other is faster. */
    private static final long NEAR = 1 << 17;

    private float sum;

    /** Whether the rows are near, and one pass at 512 bits makes the canonical order of a row's sums. */
    static boolean suits(int rows, int cols) {
        return V == 16 && cols <= Reduction.BLOCK && (long) rows * cols <= NEAR;
    }

    /** The sum that {@link #squares} left. */
    float sum() {
        return sum;
    }

    /** Sum of (x[xo + i] - mean)^2 for i < n; leaves that of x[next + i]. Accumulators rotate as in {@link ExpSums}. */
    float squares(MemorySegment x, long xo, float mean, long next, int n) {
        x = OffHeap.of(x);
        FloatVector m = FloatVector.broadcast(S, mean);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector d =
                    FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER).sub(m);
            FloatVector a = d.fma(d, a0);
            a0 = a1;
            a1 = a2;
            a2 = a3;
            a3 = a;
            FloatVector b = b0.add(FloatVector.fromMemorySegment(S, x, (next + i) << 2, ORDER));
            b0 = b1;
            b1 = b2;
            b2 = b3;
            b3 = b;
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector d = FloatVector.fromMemorySegment(S, x, (xo + steady) << 2, ORDER, rest)
                    .sub(m);
            FloatVector t = FloatVector.zero(S).blend(d, rest);
            FloatVector a = t.fma(t, a0);
            a0 = a1;
            a1 = a2;
            a2 = a3;
            a3 = a;
            FloatVector b = b0.add(FloatVector.fromMemorySegment(S, x, (next + steady) << 2, ORDER, rest));
            b0 = b1;
            b1 = b2;
            b2 = b3;
            b3 = b;
        }
        int turns = (n + V - 1) / V;
        sum = total(turns, b0, b1, b2, b3);
        return total(turns, a0, a1, a2, a3);
    }

    private static float total(int turns, FloatVector a0, FloatVector a1, FloatVector a2, FloatVector a3) {
        return Lanes.sum(
                switch (turns & 3) {
                    case 0 -> a0.add(a1).add(a2.add(a3));
                    case 1 -> a3.add(a0).add(a1.add(a2));
                    case 2 -> a2.add(a3).add(a0.add(a1));
                    default -> a1.add(a2).add(a3.add(a0));
                });
    }
}
