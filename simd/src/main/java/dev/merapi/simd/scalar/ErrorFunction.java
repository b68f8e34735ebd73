package dev.merapi.simd.scalar;

/**
 * erf, and gelu in the form x Phi(x), on one float: the same operations in the same order as the vector twin's class of
 * this name. Coefficients: our own weighted minimax fits, each rounded to float before the next was fitted again.
 */
final class ErrorFunction {
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

    /** Phi(-14.5) is below half the smallest subnormal. */
    static final float FAR = 14.5f;

    static final float G1 = 0x1.988f9ap-4f;
    static final float G2 = 0x1.97a3fap-4f;
    static final float G3 = 0x1.864ac8p-4f;
    static final float G4 = 0x1.2b199p-4f;
    static final float G5 = 0x1.5752b4p-4f;
    static final float G6 = 0x1.23a7fcp-6f;
    static final float G7 = 0x1.7109c6p-6f;
    static final float G8 = 0x1.ca5404p-5f;
    static final float G9 = -0x1.08781ap-4f;
    static final float G10 = 0x1.14dc22p-6f;

    /** 1 / sqrt(2 pi). */
    static final float DENSITY = 0x1.988454p-2f;

    private ErrorFunction() {}

    /**
     * 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]: {@code x + x P(x^2)} below 1, {@code 1 - exp(-Q(|x|))}
     * from 1 up, where Q is -ln erfc. Largest error measured: 1.03 ulp.
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
     * x Phi(x), Phi the normal distribution function (Hendrycks, Gimpel 2016). Phi(-t) for t >= 0 is had as itself, not
     * as 1 - Phi(t), so the left tail keeps its digits. NaN at -infinity, as the product says. 7.6 ulp measured for x >
     * -12.5 (the result is subnormal from -13.1 down).
     */
    static float gelu(float x) {
        float t = Math.abs(x);
        t = t > FAR ? FAR : t;
        float upper = bell(t) * tail(t);
        return x * (x < 0f ? upper : 1f - upper);
    }

    /** Derivative of gelu: Phi(x) + x phi(x). 6.8 ulp measured for x > -0.5, 2^-22.4 absolute everywhere. */
    static float geluSlope(float x) {
        x = x > FAR ? FAR : x;
        x = x < -FAR ? -FAR : x;
        float t = Math.abs(x);
        float bell = bell(t);
        float upper = bell * tail(t);
        return Math.fma(x, bell * DENSITY, x < 0f ? upper : 1f - upper);
    }

    /** exp(-t^2 / 2); what rounding t^2 loses is put back to first order, otherwise the tail would lose 6 bits. */
    private static float bell(float t) {
        float z = t * t;
        float lost = Math.fma(t, t, -z);
        float e = Exponential.expBelow(z * -0.5f);
        return Math.fma(e, lost * -0.5f, e);
    }

    /**
     * Phi(-t) / exp(-t^2 / 2) for t in [0, 14.5], a polynomial in w = 1 / d, d = 1 + t / 4. Near t = 0 a relative error
     * of w comes out three times larger, so what rounding d and dividing lose is put back (gelu: 6.8 ulp without).
     */
    private static float tail(float t) {
        float d = Math.fma(t, 0.25f, 1f);
        float lost = Math.fma(t, 0.25f, 1f - d);
        float w = 1f / d;
        w = Math.fma(w, Math.fma(-d, w, 1f) - lost, w);
        float p = Math.fma(w, G10, G9);
        p = Math.fma(p, w, G8);
        p = Math.fma(p, w, G7);
        p = Math.fma(p, w, G6);
        p = Math.fma(p, w, G5);
        p = Math.fma(p, w, G4);
        p = Math.fma(p, w, G3);
        p = Math.fma(p, w, G2);
        p = Math.fma(p, w, G1);
        return p * w;
    }
}
