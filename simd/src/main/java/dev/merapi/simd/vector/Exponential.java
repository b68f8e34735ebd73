package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static dev.merapi.simd.vector.Strip.all;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * exp and expm1 of a vector of floats: the same operations in the same order as the scalar twin's class of this name,
 * which tells how and how well. Small methods on purpose: C2 must inline them whole, or every vector is boxed. (Beyond
 * 18000 nodes it inlines the Vector API's methods alone, so that the longest functions call those without a method of ours
 * between.)
 */
public final class Exponential {
    static final float LOG2E = 0x1.715476p0f;
    static final float LN2_HIGH = 0x1.62e4p-1f;
    static final float LN2_LOW = 0x1.7f7d1cp-20f;
    static final float HIGHEST = 89f;
    static final float LOWEST = -104f;
    static final float LOWEST_M1 = -20f;
    static final float SAME_M1 = 0x1p-64f;

    /** Within it e^x is a normal number: 2^-126 is e^-87.34, 2^128 e^88.72. */
    static final float NEAR = 87f;

    static final float ROUND = 0x1.8p23f;
    static final float ROUND_TWICE_BIASED = 0x1.8p23f + 254f;
    static final float ROUND_BIASED = 0x1.8p23f + 127f;
    static final float ROUND_RAISED = 0x1.8p23f + 191f;
    static final float LOWER = 0x1p-64f;

    static final float E2 = 0x1.fffffcp-2f;
    static final float E3 = 0x1.555492p-3f;
    static final float E4 = 0x1.5558aep-5f;
    static final float E5 = 0x1.12398ap-7f;
    static final float E6 = 0x1.6a4f6ap-10f;

    static final float M2 = 0x1.0p-1f;
    static final float M3 = 0x1.5554bp-3f;
    static final float M4 = 0x1.5554d6p-5f;
    static final float M5 = 0x1.1227a8p-7f;
    static final float M6 = 0x1.6d6228p-10f;

    private Exponential() {}

    /** e^x; overflows to infinity, underflows gradually to 0, NaN stays NaN. Largest error measured: 0.90 ulp. */
    public static FloatVector exp(FloatVector x) {
        x = x.blend(HIGHEST, x.compare(GT, HIGHEST));
        x = x.blend(LOWEST, x.compare(LT, LOWEST));
        FloatVector t = x.fma(FloatVector.broadcast(FLOATS, LOG2E), FloatVector.broadcast(FLOATS, ROUND_TWICE_BIASED));
        FloatVector p = power(reduced(t.sub(ROUND_TWICE_BIASED), x));
        IntVector both = t.reinterpretAsInts();
        IntVector half = both.lanewise(ASHR, 1);
        IntVector other = both.sub(half);
        return p.mul(half.lanewise(LSHL, 23).reinterpretAsFloats())
                .mul(other.lanewise(LSHL, 23).reinterpretAsFloats());
    }

    /**
     * e^x for x within +-{@link #NEAR}, the same bits in fewer operations: nothing to clamp, and as the result is normal,
     * n added to its exponent is the product with 2^n.
     */
    static FloatVector expNear(FloatVector x) {
        FloatVector t = x.fma(FloatVector.broadcast(FLOATS, LOG2E), FloatVector.broadcast(FLOATS, ROUND));
        FloatVector p = power(reduced(t.sub(ROUND), x));
        return p.reinterpretAsInts()
                .add(t.reinterpretAsInts().lanewise(LSHL, 23))
                .reinterpretAsFloats();
    }

    /** e^x for x up to 44, in fewer operations: the same bits. */
    static FloatVector expBelow(FloatVector x) {
        x = x.blend(LOWEST, x.compare(LT, LOWEST));
        FloatVector t = x.fma(FloatVector.broadcast(FLOATS, LOG2E), FloatVector.broadcast(FLOATS, ROUND_RAISED));
        FloatVector p = power(reduced(t.sub(ROUND_RAISED), x));
        return p.mul(t.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                .mul(LOWER);
    }

    /** x - n ln 2. */
    private static FloatVector reduced(FloatVector n, FloatVector x) {
        FloatVector high = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
        return n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), high);
    }

    /** e^r for |r| up to ln 2 / 2. */
    private static FloatVector power(FloatVector r) {
        FloatVector p = r.fma(FloatVector.broadcast(FLOATS, E6), FloatVector.broadcast(FLOATS, E5));
        p = p.fma(r, FloatVector.broadcast(FLOATS, E4));
        p = p.fma(r, FloatVector.broadcast(FLOATS, E3));
        p = p.fma(r, FloatVector.broadcast(FLOATS, E2));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f));
        return p.fma(r, FloatVector.broadcast(FLOATS, 1f));
    }

    /** e^x - 1, accurate near 0; -0 stays -0, NaN stays NaN. Largest error measured: 1.57 ulp. */
    public static FloatVector expm1(FloatVector x) {
        FloatVector c = x.blend(HIGHEST, x.compare(GT, HIGHEST));
        c = c.blend(LOWEST_M1, c.compare(LT, LOWEST_M1));
        FloatVector t = c.fma(all(LOG2E), all(ROUND_BIASED));
        FloatVector n = t.sub(ROUND_BIASED);
        FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), c));
        FloatVector p = r.fma(all(M6), all(M5));
        p = p.fma(r, all(M4));
        p = p.fma(r, all(M3));
        p = p.fma(r, all(M2));
        p = r.mul(r).fma(p, r);
        FloatVector s = t.reinterpretAsInts().sub(1).lanewise(LSHL, 23).reinterpretAsFloats();
        FloatVector y = s.fma(p, s.sub(0.5f));
        return y.add(y).blend(x, x.abs().compare(LT, SAME_M1));
    }
}
