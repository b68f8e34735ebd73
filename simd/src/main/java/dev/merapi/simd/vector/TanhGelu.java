package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * gelu in its tanh form on a vector: the same operations in the same order as the scalar twin's class of this name,
 * which tells how and how well.
 */
final class TanhGelu {
    static final float LINEAR = 0x1.988454p0f;
    static final float CUBIC = 0x1.2444f2p-4f;
    static final float CUBIC_SLOPE = 0x1.b6676cp-3f;
    static final float FAR = 20f;

    private TanhGelu() {}

    /** x sigmoid(2 u). 3.11 ulp measured for x > -1, 2^-20.8 absolute everywhere. */
    static FloatVector gelu(FloatVector x) {
        FloatVector v =
                x.abs().mul(x.mul(x).fma(FloatVector.broadcast(FLOATS, CUBIC), FloatVector.broadcast(FLOATS, LINEAR)));
        FloatVector e = Exponential.expBelow(v.neg());
        return x.mul(
                FloatVector.broadcast(FLOATS, 1f).blend(e, x.compare(LT, 0f)).div(e.add(1f)));
    }

    /**
     * Derivative of gelu: s + x s (1 - s) (2 u)' with s = sigmoid(2 u). 3.90 ulp measured for x > -0.5, 2^-22.1 absolute
     * everywhere.
     */
    static FloatVector geluSlope(FloatVector x) {
        x = x.blend(FAR, x.compare(GT, FAR));
        x = x.blend(-FAR, x.compare(LT, -FAR));
        FloatVector z = x.mul(x);
        FloatVector v = x.abs().mul(z.fma(FloatVector.broadcast(FLOATS, CUBIC), FloatVector.broadcast(FLOATS, LINEAR)));
        FloatVector e = Exponential.expBelow(v.neg());
        FloatVector d = FloatVector.broadcast(FLOATS, 1f).div(e.add(1f));
        FloatVector ed = e.mul(d);
        VectorMask<Float> negative = x.compare(LT, 0f);
        FloatVector s = d.blend(ed, negative);
        FloatVector slope = z.fma(FloatVector.broadcast(FLOATS, CUBIC_SLOPE), FloatVector.broadcast(FLOATS, LINEAR));
        return d.mul(ed).fma(x.mul(slope), s);
    }
}
