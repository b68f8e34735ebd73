package dev.merapi.simd.scalar;

/** tanh of one float: the same operations in the same order as the vector twin's class of this name. */
final class Hyperbolic {
    /** tanh is 1 to the last bit from 9.02 up. */
    static final float LAST = 10f;

    /** Below it the polynomial, from here on the exponential. */
    static final float NEAR = 0.5625f;

    static final float T3 = -0x1.555548p-2f;
    static final float T5 = 0x1.110c62p-3f;
    static final float T7 = -0x1.b906dep-5f;
    static final float T9 = 0x1.581dbcp-6f;
    static final float T11 = -0x1.94a33ap-8f;

    private Hyperbolic() {}

    /**
     * (e^x - e^-x) / (e^x + e^-x): {@code x + x^3 T(x^2)} near 0, otherwise {@code 1 - 2 / (e^2|x| + 1)} with the sign
     * of x. Largest error measured: 1.51 ulp. (One formula for all x, m / (m + 2) with m = expm1, had 2.47.)
     */
    static float tanh(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float q = Math.fma(z, T11, T9);
        q = Math.fma(q, z, T7);
        q = Math.fma(q, z, T5);
        q = Math.fma(q, z, T3);
        float near = Math.fma(q, z * a, a);
        float c = a > LAST ? LAST : a;
        c = c + c;
        float t = Math.fma(c, Exponential.LOG2E, Exponential.ROUND_BIASED);
        float n = t - Exponential.ROUND_BIASED;
        float r = Math.fma(n, -Exponential.LN2_LOW, Math.fma(n, -Exponential.LN2_HIGH, c));
        float p = Math.fma(r, Exponential.E6, Exponential.E5);
        p = Math.fma(p, r, Exponential.E4);
        p = Math.fma(p, r, Exponential.E3);
        p = Math.fma(p, r, Exponential.E2);
        p = Math.fma(p, r, 1f);
        p = Math.fma(p, r, 1f);
        float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
        float far = 1f - 2f / Math.fma(s, p, 1f);
        float y = a < NEAR ? near : far;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & 0x80000000));
    }
}
