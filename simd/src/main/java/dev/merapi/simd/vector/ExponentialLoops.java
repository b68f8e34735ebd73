package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** One loop for each of exp, expm1, log, log1p; n is a multiple of the lanes. The longer ones store by themselves. */
final class ExponentialLoops {
    /** Elements whose exponentials are computed before a look at whether they were near. */
    private static final int RUN = 1024;

    private ExponentialLoops() {}

    /**
     * y[i] = e^x[i]. Most runs are within {@link Exponential#NEAR}, where fewer operations do; whether this one was is
     * known when it has been computed, which costs less than a look beforehand. A run with a number beyond is computed anew, so y must not lie on x.
     */
    static void exp(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        boolean apart = Strip.apart(x, xo, y, yo, n);
        for (int i = 0; i < n; i += RUN) {
            int count = Math.min(RUN, n - i);
            if (!apart || !expNear(x, xo + i, y, yo + i, count)) {
                expAny(x, xo + i, y, yo + i, count);
            }
        }
    }

    /** y[i] = e^x[i] if all |x[i]| are at most {@link Exponential#NEAR}; returns whether they are, which NaN isn't. */
    private static boolean expNear(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        IntVector largest = IntVector.zero(Strip.INTS);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromMemorySegment(Strip.FLOATS, x, (xo + i) << 2, ORDER);
            largest = largest.max(v.reinterpretAsInts().and(Integer.MAX_VALUE));
            Exponential.expNear(v).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        return largest.reduceLanes(VectorOperators.MAX) <= Float.floatToRawIntBits(Exponential.NEAR);
    }

    private static void expAny(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Exponential.exp(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = e^x[i] - 1. */
    static void expm1(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Exponential.expm1(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = ln x[i]. */
    static void log(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Logarithm.log(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = ln(1 + x[i]). */
    static void log1p(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Logarithm.log1p(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }
}
