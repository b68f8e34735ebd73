package dev.merapi.simd.scalar;

/**
 * log and log1p of one float: the same operations in the same order as the vector twin's class of this name, so the
 * same bits. Both write the argument as {@code 2^e (1 + f)} with 1 + f in [sqrt(1/2), sqrt(2)) and add e ln 2 (in two
 * parts) to {@code f - f^2/2 + f^3 P(f)}. Coefficients of P: our own weighted minimax fit, each rounded to float before
 * the next was fitted again.
 */
public final class Logarithm {
    /** Bits of sqrt(1/2): subtracting them puts the exponent step at sqrt(1/2) instead of 1. */
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

    /**
     * ln x; -infinity at 0 and -0, NaN below 0, right for subnormals (scaled by 2^23 first). Largest error measured:
     * 0.86 ulp.
     */
    public static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x) - ROOT_HALF;
        float f = Float.intBitsToFloat((bits & 0x007fffff) + ROOT_HALF) - 1f;
        float e = (float) (bits >> 23);
        e = tiny ? e - 23f : e;
        float y = sum(f, e);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x == 0f ? Float.NEGATIVE_INFINITY : y;
        return x < 0f ? Float.NaN : y;
    }

    /**
     * ln(1 + x), accurate near 0; -infinity at -1, NaN below; -0 stays -0. Largest error measured: 1.43 ulp.
     *
     * <p>With 2^e taken from the rounded 1 + x and s = 2^-e, {@code f = s x + (s - 1)} in one fma loses nothing that 1
     * + x has lost. s can be subnormal, so it's built four times too large.
     */
    public static float log1p(float x) {
        int bits = Float.floatToRawIntBits(x + 1f) - ROOT_HALF;
        int e = bits >> 23;
        float s = Float.intBitsToFloat((129 - e) << 23) * 0.25f;
        float f = Math.fma(s, x, s - 1f);
        float y = sum(f, (float) e);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x == 0f ? x : y;
        y = x == -1f ? Float.NEGATIVE_INFINITY : y;
        return x < -1f ? Float.NaN : y;
    }

    /** ln(1 + f) + e ln 2. */
    static float sum(float f, float e) {
        float p = Math.fma(f, L10, L9);
        p = Math.fma(p, f, L8);
        p = Math.fma(p, f, L7);
        p = Math.fma(p, f, L6);
        p = Math.fma(p, f, L5);
        p = Math.fma(p, f, L4);
        p = Math.fma(p, f, L3);
        float q = f * f;
        p = p * f;
        p = Math.fma(p, q, e * Exponential.LN2_LOW);
        p = Math.fma(q, -0.5f, p);
        return Math.fma(e, Exponential.LN2_HIGH, f + p);
    }
}
