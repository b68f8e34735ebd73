package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.put;
import static dev.merapi.simd.vector.Strip.store;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.merapi.simd.scalar.Power;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** One loop for each unary function of a few operations; n is a multiple of the lanes. */
final class ArithmeticLoops {
    private ArithmeticLoops() {}

    /** y[i] = -x[i]. */
    static void neg(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(load(x, xo + i).neg(), y, yo + i);
        }
    }

    /** y[i] = |x[i]|. */
    static void abs(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(load(x, xo + i).abs(), y, yo + i);
        }
    }

    /** y[i] = 1, -1, or x[i] itself where it is 0 or NaN. */
    static void sign(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(sign(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = x[i] x[i]. */
    static void square(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(square(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = sqrt(x[i]). */
    static void sqrt(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(load(x, xo + i).sqrt(), y, yo + i);
        }
    }

    /** y[i] = x[i]^0.5, as {@link Power#root}; n is anything. */
    static void root(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            store(root(load(x, xo + i)), y, yo + i);
        }
        for (int i = steady; i < n; i++) {
            put(y, yo + i, Power.root(get(x, xo + i)));
        }
    }

    /** y[i] = 1 / sqrt(x[i]), two roundings. */
    static void rsqrt(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(all(1f).div(load(x, xo + i).sqrt()), y, yo + i);
        }
    }

    /** y[i] = 1 / x[i]. */
    static void reciprocal(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(all(1f).div(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = x[i] <= 0 ? 0 : x[i]; NaN stays NaN. */
    static void relu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(relu(load(x, xo + i)), y, yo + i);
        }
    }

    private static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(GT, 0f)).blend(-1f, x.compare(LT, 0f));
    }

    private static FloatVector square(FloatVector x) {
        return x.mul(x);
    }

    private static FloatVector root(FloatVector x) {
        return x.add(0f).sqrt().blend(Float.POSITIVE_INFINITY, x.compare(EQ, Float.NEGATIVE_INFINITY));
    }

    private static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.compare(LE, 0f));
    }
}
