package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * floor, ceil and round. The Vector API has no rounding: adding and subtracting 2^23 rounds |x| < 2^23 to the nearest
 * integer, ties to even; larger floats are integers already. n is a multiple of the lanes, as {@link VectorElementwise}
 * sees to.
 */
final class RoundingLoops {
    private RoundingLoops() {}

    /** y[i] = the largest integer not above x[i]. */
    static void floor(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(floor(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = the smallest integer not below x[i]; -0 for -1 < x < 0, as {@code Math.ceil}. */
    static void ceil(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(ceil(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = the nearest integer, ties to even. */
    static void round(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(round(load(x, xo + i)), y, yo + i);
        }
    }

    private static FloatVector floor(FloatVector x) {
        FloatVector r = round(x);
        return r.blend(r.sub(1f), r.compare(GT, x));
    }

    private static FloatVector ceil(FloatVector x) {
        FloatVector r = round(x);
        return signed(r.blend(r.add(1f), r.compare(LT, x)), x);
    }

    private static FloatVector round(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector r = a.add(0x1p23f).sub(0x1p23f);
        return signed(a.blend(r, a.compare(LT, 0x1p23f)), x);
    }

    /** r with the sign bit of x set too. */
    private static FloatVector signed(FloatVector r, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().lanewise(AND, 0x80000000);
        return r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
    }
}
