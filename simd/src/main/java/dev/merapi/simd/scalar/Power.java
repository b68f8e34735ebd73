package dev.merapi.simd.scalar;

/**
 * a^b of floats as 2^(b log2 |a|), in double, which costs nothing in digits: a double has 29 bits more than the float that
 * it's rounded to. {@code StrictMath.pow} would do, but makes three arrays a call and takes seven times as long.
 */
public final class Power {
    /** The bits of sqrt(0.5) as a double. */
    private static final long ROOT_HALF = 0x3fe6a09e667f3bcdL;

    private static final long FRACTION = 0x000fffffffffffffL;

    /** 2 / ln 2, and it divided by 3, 5, 7, ...: log2 of (1 + f) / (1 - f) is a series in f. */
    private static final double L1 = 0x1.71547652b82fep1;

    private static final double L3 = L1 / 3;
    private static final double L5 = L1 / 5;
    private static final double L7 = L1 / 7;
    private static final double L9 = L1 / 9;
    private static final double L11 = L1 / 11;
    private static final double L13 = L1 / 13;
    private static final double L15 = L1 / 15;
    private static final double L17 = L1 / 17;
    private static final double L19 = L1 / 19;

    private static final double LN2 = 0x1.62e42fefa39efp-1;

    /** 1 / k!: e^r for |r| up to ln 2 / 2, within 2^-45. */
    private static final double E3 = 1.0 / 6;

    private static final double E4 = 1.0 / 24;
    private static final double E5 = 1.0 / 120;
    private static final double E6 = 1.0 / 720;
    private static final double E7 = 1.0 / 5040;
    private static final double E8 = 1.0 / 40320;
    private static final double E9 = 1.0 / 362880;
    private static final double E10 = 1.0 / 3628800;
    private static final double E11 = 1.0 / 39916800;

    /** 2^160 is infinity in float, and 2^-160 is 0. */
    private static final double FAR = 160;

    /** Adding it leaves n + 1023 in the low bits: a shift by 52 makes that 2^n. */
    private static final double ROUND_BIASED = 0x1.8p52 + 1023;

    private Power() {}

    /**
     * a^b, correctly rounded but for 2^-20 ulp, with the special cases of IEEE 754. Exponents 2, 1, 0.5 and -1 are one
     * operation: a a, a, {@link #root} and 1 / a.
     */
    public static float pow(float a, float b) {
        if (b == 2f) {
            return a * a;
        }
        if (b == 1f) {
            return a;
        }
        if (b == 0.5f) {
            return root(a);
        }
        if (b == -1f) {
            return 1f / a;
        }
        if (a == 1f || b == 0f || (a == -1f && Float.isInfinite(b))) {
            return 1f;
        }
        float y = (float) exp2(b * log2(Math.abs(a)));
        return Float.floatToRawIntBits(a) < 0 ? mirrored(a, b, y) : y;
    }

    /** a^0.5: sqrt(a), but infinity at -infinity and 0 at -0, as IEEE 754 has powers. */
    public static float root(float a) {
        return a == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : (float) Math.sqrt(a + 0f);
    }

    /** a^b for a below 0 or -0, from y = |a|^b: -y if b is odd, NaN if it isn't whole and a is a number below 0. */
    private static float mirrored(float a, float b, float y) {
        boolean whole = b == (float) Math.rint(b);
        if (whole) {
            boolean odd = Math.abs(b) < 0x1p24f && ((int) b & 1) != 0;
            return odd ? -y : y;
        }
        return a < 0f && a != Float.NEGATIVE_INFINITY ? Float.NaN : y;
    }

    /** log2 a for a float a >= 0: -infinity at 0, infinity at infinity. */
    private static double log2(double a) {
        if (!(a > 0 && a < Double.POSITIVE_INFINITY)) {
            return a == 0 ? Double.NEGATIVE_INFINITY : a;
        }
        long bits = Double.doubleToRawLongBits(a) - ROOT_HALF;
        double m = Double.longBitsToDouble((bits & FRACTION) + ROOT_HALF);
        double f = (m - 1) / (m + 1);
        double z = f * f;
        double p = Math.fma(z, L19, L17);
        p = Math.fma(p, z, L15);
        p = Math.fma(p, z, L13);
        p = Math.fma(p, z, L11);
        p = Math.fma(p, z, L9);
        p = Math.fma(p, z, L7);
        p = Math.fma(p, z, L5);
        p = Math.fma(p, z, L3);
        p = Math.fma(p, z, L1);
        return Math.fma(p, f, (double) (bits >> 52));
    }

    /** 2^y; NaN stays NaN. */
    private static double exp2(double y) {
        y = y > FAR ? FAR : y;
        y = y < -FAR ? -FAR : y;
        double t = y + ROUND_BIASED;
        double r = (y - (t - ROUND_BIASED)) * LN2;
        double p = Math.fma(r, E11, E10);
        p = Math.fma(p, r, E9);
        p = Math.fma(p, r, E8);
        p = Math.fma(p, r, E7);
        p = Math.fma(p, r, E6);
        p = Math.fma(p, r, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, 0.5);
        p = Math.fma(p, r, 1);
        p = Math.fma(p, r, 1);
        return p * Double.longBitsToDouble(Double.doubleToRawLongBits(t) << 52);
    }
}
