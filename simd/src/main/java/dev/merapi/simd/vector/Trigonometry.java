package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.all;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * sin and cos of a vector of arguments up to {@link #LARGE} in magnitude: the same operations in the same order as the
 * scalar twin's class of this name, which tells how and how well. The loops that use it give larger arguments to the
 * scalar twin, one at a time.
 */
final class Trigonometry {
    static final float LARGE = 32768f;
    static final float TWO_OVER_PI = 0x1.45f306p-1f;
    static final float QUARTER_1 = 0x1.921fb6p0f;
    static final float QUARTER_2 = -0x1.777a5cp-25f;
    static final float QUARTER_3 = -0x1.ee59dap-50f;
    static final float ROUND = 0x1.8p23f;

    static final float S3 = -0x1.555546p-3f;
    static final float S5 = 0x1.11077ap-7f;
    static final float S7 = -0x1.9954a8p-13f;
    static final float C4 = 0x1.55554ap-5f;
    static final float C6 = -0x1.6c0c28p-10f;
    static final float C8 = 0x1.99e816p-16f;

    private Trigonometry() {}

    /** Lanes whose argument is too large for these functions; NaN is not. */
    static VectorMask<Float> large(FloatVector x) {
        return x.abs().compare(GT, LARGE);
    }

    /** sin x, |x| <= LARGE. Largest error measured: 1.56 ulp. */
    static FloatVector sin(FloatVector x) {
        return reduced(x, 0).blend(x, x.compare(EQ, 0f));
    }

    /** cos x, |x| <= LARGE. Largest error measured: 1.57 ulp. */
    static FloatVector cos(FloatVector x) {
        return reduced(x, 1);
    }

    private static FloatVector reduced(FloatVector x, int ahead) {
        FloatVector t = x.fma(all(TWO_OVER_PI), all(ROUND));
        FloatVector n = t.sub(ROUND);
        FloatVector r = n.fma(all(-QUARTER_1), x);
        r = n.fma(all(-QUARTER_3), n.fma(all(-QUARTER_2), r));
        return quadrant(r, t.reinterpretAsInts().add(ahead));
    }

    /** sin(r + quarters pi/2), |r| <= pi/4; only the two lowest bits of {@code quarters} count. */
    static FloatVector quadrant(FloatVector r, IntVector quarters) {
        FloatVector z = r.mul(r);
        return turned(sine(r, z), cosine(z), quarters);
    }

    /** sin r, |r| <= pi/4, from z = r^2. */
    static FloatVector sine(FloatVector r, FloatVector z) {
        FloatVector s = z.fma(all(S7), all(S5)).fma(z, all(S3));
        return s.fma(z.mul(r), r);
    }

    /** cos r, |r| <= pi/4, from z = r^2. */
    static FloatVector cosine(FloatVector z) {
        FloatVector c = z.fma(all(C8), all(C6)).fma(z, all(C4));
        return c.fma(z.mul(z), z.fma(all(-0.5f), all(1f)));
    }

    /** sin(r + quarters pi/2) from s = sin r and c = cos r. */
    static FloatVector turned(FloatVector s, FloatVector c, IntVector quarters) {
        VectorMask<Float> even = quarters.lanewise(AND, 1).compare(EQ, 0).cast(Strip.FLOATS);
        IntVector sign = quarters.lanewise(AND, 2).lanewise(LSHL, 30);
        return c.blend(s, even).reinterpretAsInts().lanewise(XOR, sign).reinterpretAsFloats();
    }
}
