package dev.merapi.simd.scalar;

/**
 * erf, and gelu in the form x Phi(x), on one float: the same operations in the same order as the vector twin's class of
 * this name. Coefficients: our own weighted minimax fits, each rounded to float before the next was fitted again.
 */
public final class ErrorFunction {
    /** erf is 1 to the last bit from 3.92 up. */
    static final float LAST = 4f;

    static final float P1 = 0x1.06eba8p-3f;
    static final float P3 = -0x1.81273ep-2f;
    static final float P5 = 0x1.ce2ce6p-4f;
    static final float P7 = -0x1.b7f718p-6f;
    static final float P9 = 0x1.53f202p-8f;
    static final float P11 = -0x1.a34fecp-11f;
    static final float P13 = 0x1.476ce8p-14f;

    static final float Q0 = -0x1.8af8bap-13f;
    static final float Q1 = 0x1.212c24p0f;
    static final float Q2 = 0x1.44350ep-1f;
    static final float Q3 = 0x1.bc1802p-4f;
    static final float Q4 = -0x1.9d0a46p-6f;
    static final float Q5 = 0x1.139764p-8f;
    static final float Q6 = -0x1.cee84cp-12f;
    static final float Q7 = 0x1.6c069cp-16f;

    /** Phi(-14.4) is below half the smallest subnormal, exp(-14.4^2 / 2) is not 0. */
    static final float FAR = 14.4f;

    /** -1 / (2 ln 2). */
    static final float K = -0x1.715476p-1f;

    static final float TWO_LN2_HIGH = 0x1.62e4p0f;
    static final float TWO_LN2_LOW = 0x1.7f7d1cp-19f;
    /** {@link Exponential}'s polynomial in -2 r. */
    static final float B1 = -0x1p-1f;

    static final float B2 = 0x1.fffffcp-4f;
    static final float B3 = -0x1.555492p-6f;
    static final float B4 = 0x1.5558aep-9f;
    static final float B5 = -0x1.12398ap-12f;
    static final float B6 = 0x1.6a4f6ap-16f;

    /** 2^-64 times -N: the scale takes back what bell adds. */
    static final float N0 = -0x1p-65f;

    static final float N1 = -0x1.c00008p-66f;
    static final float N2 = -0x1.75fec2p-67f;
    static final float N3 = -0x1.4b144p-69f;
    static final float N4 = -0x1.0b7666p-72f;

    static final float D1 = 0x1.ac4232p0f;
    static final float D2 = 0x1.3332ep0f;
    static final float D3 = 0x1.df0d72p-2f;
    static final float D4 = 0x1.9ef91ep-4f;
    static final float D5 = 0x1.4f35e4p-7f;

    /** -1 / sqrt(2 pi) times 2^-64. */
    static final float DENSITY = -0x1.988454p-66f;

    private ErrorFunction() {}

    /**
     * 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]: {@code x + x P(x^2)} below 1, {@code 1 - exp(-Q(|x|))}
     * from 1 up, where Q is -ln erfc. Largest error measured: 1.07 ulp.
     */
    static float erf(float x) {
        float t = Math.abs(x);
        float z = t * t;
        float p = Math.fma(z, P13, P11);
        p = Math.fma(p, z, P9);
        p = Math.fma(p, z, P7);
        p = Math.fma(p, z, P5);
        p = Math.fma(p, z, P3);
        p = Math.fma(p, z, P1);
        float near = Math.fma(p, x, x);
        float c = t > LAST ? LAST : t;
        float q = Math.fma(c, Q7, Q6);
        q = Math.fma(q, c, Q5);
        q = Math.fma(q, c, Q4);
        q = Math.fma(q, c, Q3);
        q = Math.fma(q, c, Q2);
        q = Math.fma(q, c, Q1);
        q = Math.fma(q, c, Q0);
        float far = 1f - Exponential.expBelow(-q);
        far = x < 0f ? -far : far;
        return t < 1f ? near : far;
    }

    /**
     * x Phi(x), Phi the normal distribution function (Hendrycks, Gimpel 2016), as max(x, 0) - |x| Phi(-|x|): Phi(-t) for
     * t >= 0 is had as itself, not as 1 - Phi(t), so the left tail keeps its digits; -0 at -infinity. 6.60 ulp measured for
     * x > -12.5, 3.95 for x > -1 (the result is subnormal from -13.1 down).
     */
    static float gelu(float x) {
        float t = Math.abs(x);
        t = t > FAR ? FAR : t;
        float right = Float.floatToRawIntBits(x) < 0 ? -0f : x;
        return Math.fma(t, lessTail(bell(t), t), right);
    }

    /** Derivative of gelu: Phi(x) + x phi(x). 5.57 ulp measured for x > -0.5, 2^-22.6 absolute everywhere. */
    public static float geluSlope(float x) {
        float t = Math.abs(x);
        t = t > FAR ? FAR : t;
        float bell = bell(t);
        float left = Math.fma(bell * DENSITY, t, -lessTail(bell, t));
        return x < 0f ? left : 1f - left;
    }

    /**
     * 2^64 exp(-t^2 / 2), with -t^2 / 2 = n ln 2 + r. The polynomial is in -2 r = t^2 + 2 n ln 2, so that one fma makes it
     * from the exact square: rounding t^2 first would cost the tail 6 bits.
     */
    private static float bell(float t) {
        float c = Math.fma(t * t, K, Exponential.ROUND_RAISED);
        float n = c - Exponential.ROUND_RAISED;
        float r = Math.fma(n, TWO_LN2_LOW, Math.fma(t, t, n * TWO_LN2_HIGH));
        float p = Math.fma(r, B6, B5);
        p = Math.fma(p, r, B4);
        p = Math.fma(p, r, B3);
        p = Math.fma(p, r, B2);
        p = Math.fma(p, r, B1);
        p = Math.fma(p, r, 1f);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(c) << 23);
    }

    /** -Phi(-t) for t in [0, 14.4], from its bell: Phi(-t) / exp(-t^2 / 2) is N(t) / D(t) within 2^-26. */
    private static float lessTail(float bell, float t) {
        float p = Math.fma(t, N4, N3);
        p = Math.fma(p, t, N2);
        p = Math.fma(p, t, N1);
        p = Math.fma(p, t, N0);
        float q = Math.fma(t, D5, D4);
        q = Math.fma(q, t, D3);
        q = Math.fma(q, t, D2);
        q = Math.fma(q, t, D1);
        q = Math.fma(q, t, 1f);
        return bell * p / q;
    }
}
