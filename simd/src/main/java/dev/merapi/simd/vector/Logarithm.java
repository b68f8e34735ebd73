package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static dev.merapi.simd.vector.Strip.INTS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * log and log1p of a vector of floats: the same operations in the same order as the scalar twin's class of this name,
 * which tells how and how well.
 */
public final class Logarithm {
    static final int ROOT_HALF = 0x3f3504f3;

    static final float L3 = 0x1.555554p-2f;
    static final float L4 = -0x1.000226p-2f;
    static final float L5 = 0x1.99a01ep-3f;
    static final float L6 = -0x1.547294p-3f;
    static final float L7 = 0x1.22d994p-3f;
    static final float L8 = -0x1.0d825p-3f;
    static final float L9 = 0x1.0558ep-3f;
    static final float L10 = -0x1.38b6d2p-4f;

    private Logarithm() {}

    /** ln x; -infinity at 0 and -0, NaN below 0, right for subnormals. Largest error measured: 0.86 ulp. */
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts().sub(ROOT_HALF);
        FloatVector f = bits.lanewise(AND, 0x007fffff)
                .add(ROOT_HALF)
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector e = toFloats(bits.lanewise(ASHR, 23));
        e = e.blend(e.sub(23f), tiny);
        FloatVector y = x.blend(sum(f, e), x.compare(LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
        return y.blend(Float.NaN, x.compare(LT, 0f));
    }

    /** ln(1 + x), accurate near 0; -infinity at -1, NaN below; -0 stays -0. Largest error measured: 1.43 ulp. */
    public static FloatVector log1p(FloatVector x) {
        IntVector e = x.add(1f).reinterpretAsInts().sub(ROOT_HALF).lanewise(ASHR, 23);
        FloatVector s = IntVector.broadcast(INTS, 129)
                .sub(e)
                .lanewise(LSHL, 23)
                .reinterpretAsFloats()
                .mul(0.25f);
        FloatVector f = s.fma(x, s.sub(1f));
        FloatVector y = x.blend(sum(f, toFloats(e)), x.compare(LT, Float.POSITIVE_INFINITY));
        y = y.blend(x, x.compare(EQ, 0f));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, -1f));
        return y.blend(Float.NaN, x.compare(LT, -1f));
    }

    /** ln(1 + f) + e ln 2. */
    static FloatVector sum(FloatVector f, FloatVector e) {
        FloatVector p = f.fma(FloatVector.broadcast(FLOATS, L10), FloatVector.broadcast(FLOATS, L9));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L8));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L7));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L6));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L5));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L4));
        p = p.fma(f, FloatVector.broadcast(FLOATS, L3));
        FloatVector q = f.mul(f);
        p = p.mul(f).fma(q, e.mul(Exponential.LN2_LOW));
        p = q.fma(FloatVector.broadcast(FLOATS, -0.5f), p);
        return e.fma(FloatVector.broadcast(FLOATS, Exponential.LN2_HIGH), f.add(p));
    }

    private static FloatVector toFloats(IntVector v) {
        return (FloatVector) v.convert(I2F, 0);
    }
}
