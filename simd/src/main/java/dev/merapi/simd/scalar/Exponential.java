package dev.merapi.simd.scalar;

/**
 * exp and expm1 of one float: the same operations in the same order as the vector twin's class of this name, so the
 * same bits. Both write {@code x = n ln 2 + r} with |r| at most ln 2 / 2 (Cody and Waite: ln 2 in two parts, the first
 * short enough that n times it is exact) and multiply a polynomial in r by 2^n. Coefficients: our own weighted minimax
 * fit, each rounded to float before the next was fitted again. Errors, here and in the classes beside it, are the
 * largest over all floats: those of docs/NUMERICS.md.
 */
public final class Exponential {
    /** 1 / ln 2. */
    static final float LOG2E = 0x1.715476p0f;

    /** First 15 bits of ln 2. */
    static final float LN2_HIGH = 0x1.62e4p-1f;

    /** The rest of ln 2. */
    static final float LN2_LOW = 0x1.7f7d1cp-20f;

    /** exp overflows above 88.723. */
    static final float HIGHEST = 89f;

    /** exp is below half the smallest subnormal, 2^-150, below -103.97. */
    static final float LOWEST = -104f;

    /** e^x - 1 is -1 to the last bit below -17.33. */
    static final float LOWEST_M1 = -20f;

    /** Below it e^x - 1 is x to the last bit; from 2^-125 down half of it would be subnormal and lose bits. */
    static final float SAME_M1 = 0x1p-64f;

    /** Adding it leaves n + 254 in the low bits: twice the exponent bias, one for each half of 2^n. */
    static final float ROUND_TWICE_BIASED = 0x1.8p23f + 254f;

    /** Adding it leaves n + 127 in the low bits: a shift by 23 makes that 2^n. */
    static final float ROUND_BIASED = 0x1.8p23f + 127f;

    /** Adding it leaves n + 191 in the low bits: a shift by 23 makes that 2^(n + 64). */
    static final float ROUND_RAISED = 0x1.8p23f + 191f;

    /** 2^-64: takes back what {@link #ROUND_RAISED} adds. */
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

    /**
     * e^x; overflows to infinity, underflows gradually to 0, NaN stays NaN. Largest error measured: 0.90 ulp.
     *
     * <p>2^n is applied as two factors, because it alone overflows before e^x does and is 0 where e^x is subnormal.
     */
    public static float exp(float x) {
        x = x > HIGHEST ? HIGHEST : x;
        x = x < LOWEST ? LOWEST : x;
        float t = Math.fma(x, LOG2E, ROUND_TWICE_BIASED);
        float p = power(reduced(t - ROUND_TWICE_BIASED, x));
        int both = Float.floatToRawIntBits(t);
        int half = both >> 1;
        return p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat((both - half) << 23);
    }

    /**
     * e^x for x up to 44, in fewer operations: the same bits. There the two factors are 2^(n + 64), which is never
     * subnormal, and 2^-64.
     */
    public static float expBelow(float x) {
        x = x < LOWEST ? LOWEST : x;
        float t = Math.fma(x, LOG2E, ROUND_RAISED);
        float p = power(reduced(t - ROUND_RAISED, x));
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23) * LOWER;
    }

    /** x - n ln 2. */
    private static float reduced(float n, float x) {
        return Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    }

    /** e^r for |r| up to ln 2 / 2. */
    private static float power(float r) {
        float p = Math.fma(r, E6, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, 1f);
        return Math.fma(p, r, 1f);
    }

    /**
     * e^x - 1, accurate near 0; -0 stays -0, NaN stays NaN. Largest error measured: 1.57 ulp.
     *
     * <p>With s = 2^n: {@code s (e^r - 1) + (s - 1)} in one fma; all halved, because 2^128 is no float, and doubled at
     * the end.
     */
    public static float expm1(float x) {
        float c = x > HIGHEST ? HIGHEST : x;
        c = c < LOWEST_M1 ? LOWEST_M1 : c;
        float t = Math.fma(c, LOG2E, ROUND_BIASED);
        float n = t - ROUND_BIASED;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        float p = Math.fma(r, M6, M5);
        p = Math.fma(p, r, M4);
        p = Math.fma(p, r, M3);
        p = Math.fma(p, r, M2);
        p = Math.fma(r * r, p, r);
        float s = Float.intBitsToFloat((Float.floatToRawIntBits(t) - 1) << 23);
        float y = Math.fma(s, p, s - 0.5f);
        y = y + y;
        return Math.abs(x) < SAME_M1 ? x : y;
    }
}
