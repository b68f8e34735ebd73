package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.all;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** tanh of a vector: the same operations in the same order as the scalar twin's class of this name, which tells how. */
final class Hyperbolic {
    static final float LAST = 10f;
    static final float NEAR = 0.5625f;

    static final float T3 = -0x1.555548p-2f;
    static final float T5 = 0x1.110c62p-3f;
    static final float T7 = -0x1.b906dep-5f;
    static final float T9 = 0x1.581dbcp-6f;
    static final float T11 = -0x1.94a33ap-8f;

    private Hyperbolic() {}

    /** (e^x - e^-x) / (e^x + e^-x). Largest error measured: 1.44 ulp. */
    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = far(a).blend(near(a), a.compare(LT, NEAR));
        IntVector sign = x.reinterpretAsInts().lanewise(AND, 0x80000000);
        return y.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
    }

    private static FloatVector near(FloatVector a) {
        FloatVector z = a.mul(a);
        FloatVector q = z.fma(all(T11), all(T9));
        q = q.fma(z, all(T7));
        q = q.fma(z, all(T5));
        q = q.fma(z, all(T3));
        return q.fma(z.mul(a), a);
    }

    private static FloatVector far(FloatVector a) {
        FloatVector c = a.blend(LAST, a.compare(GT, LAST));
        c = c.add(c);
        FloatVector t = c.fma(all(Exponential.LOG2E), all(Exponential.ROUND_BIASED));
        FloatVector n = t.sub(Exponential.ROUND_BIASED);
        FloatVector r = n.fma(all(-Exponential.LN2_LOW), n.fma(all(-Exponential.LN2_HIGH), c));
        FloatVector p = r.fma(all(Exponential.E6), all(Exponential.E5));
        p = p.fma(r, all(Exponential.E4));
        p = p.fma(r, all(Exponential.E3));
        p = p.fma(r, all(Exponential.E2));
        p = p.fma(r, all(1f));
        p = p.fma(r, all(1f));
        FloatVector s = t.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
        return all(1f).sub(all(2f).div(s.fma(p, all(1f))));
    }
}
