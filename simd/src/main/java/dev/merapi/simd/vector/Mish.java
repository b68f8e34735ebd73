package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Mish and its derivative on a vector: the same operations in the same order as the scalar twin's class of this name, which
 * tells how and how well.
 */
final class Mish {
    static final float FAR = 200f;

    private Mish() {}

    /** x tanh(ln(1 + e^x)). */
    static FloatVector mish(FloatVector x) {
        FloatVector t = Exponential.expBelow(x.abs().neg());
        VectorMask<Float> left = x.compare(LT, 0f);
        FloatVector two = FloatVector.broadcast(FLOATS, 2f);
        FloatVector p = t.fma(two, FloatVector.broadcast(FLOATS, 1f)).blend(t.mul(t.add(two)), left);
        FloatVector d = t.add(t).fma(t, p).blend(p.add(two), left);
        return x.mul(p.div(d));
    }

    /** Its derivative. */
    static FloatVector slope(FloatVector x) {
        x = x.blend(FAR, x.compare(GT, FAR));
        x = x.blend(-FAR, x.compare(LT, -FAR));
        FloatVector t = Exponential.expBelow(x.abs().neg());
        VectorMask<Float> left = x.compare(LT, 0f);
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        FloatVector two = FloatVector.broadcast(FLOATS, 2f);
        FloatVector p = t.fma(two, one).blend(t.mul(t.add(two)), left);
        FloatVector r = one.div(t.add(t).fma(t, p).blend(p.add(two), left));
        FloatVector q = t.mul(t).blend(t, left).mul(t.add(one));
        return x.mul(4f).mul(q.mul(r)).fma(r, p.mul(r));
    }
}
