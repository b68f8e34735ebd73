package dev.merapi.simd.scalar;

/**
 * sin and cos of one float: the same operations in the same order as the vector twin's class of this name. Quarter
 * turns are taken off by Cody and Waite's three-part pi/2; the first fma is exact, because pi/2 and any x from there up
 * are multiples of 2^-24 and what is left is below 1.
 */
public final class Trigonometry {
    /** From here on three parts don't reach: the double {@code StrictMath} function, rounded to float. */
    static final float LARGE = 32768f;

    static final float TWO_OVER_PI = 0x1.45f306p-1f;
    static final float QUARTER_1 = 0x1.921fb6p0f;
    static final float QUARTER_2 = -0x1.777a5cp-25f;
    static final float QUARTER_3 = -0x1.ee59dap-50f;

    /** Adding it leaves the number of quarter turns in the low bits. */
    static final float ROUND = 0x1.8p23f;

    static final float S3 = -0x1.555546p-3f;
    static final float S5 = 0x1.11077ap-7f;
    static final float S7 = -0x1.9954a8p-13f;
    static final float C4 = 0x1.55554ap-5f;
    static final float C6 = -0x1.6c0c28p-10f;
    static final float C8 = 0x1.99e816p-16f;

    private Trigonometry() {}

    /** sin x; NaN at the infinities; -0 stays -0. Largest error measured: 1.56 ulp. */
    public static float sin(float x) {
        if (Math.abs(x) > LARGE) {
            return (float) StrictMath.sin((double) x);
        }
        float y = reduced(x, 0);
        return x == 0f ? x : y;
    }

    /** cos x; NaN at the infinities. Largest error measured: 1.57 ulp. */
    public static float cos(float x) {
        return Math.abs(x) > LARGE ? (float) StrictMath.cos((double) x) : reduced(x, 1);
    }

    /** sin(x + ahead pi/2), |x| <= LARGE. */
    private static float reduced(float x, int ahead) {
        float t = Math.fma(x, TWO_OVER_PI, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, -QUARTER_1, x);
        r = Math.fma(n, -QUARTER_3, Math.fma(n, -QUARTER_2, r));
        return quadrant(r, Float.floatToRawIntBits(t) + ahead);
    }

    /** sin(r + quarters pi/2), |r| <= pi/4; only the two lowest bits of {@code quarters} count. */
    static float quadrant(float r, int quarters) {
        float z = r * r;
        float s = Math.fma(Math.fma(z, S7, S5), z, S3);
        s = Math.fma(s, z * r, r);
        float c = Math.fma(Math.fma(z, C8, C6), z, C4);
        c = Math.fma(c, z * z, Math.fma(z, -0.5f, 1f));
        float y = (quarters & 1) == 0 ? s : c;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ ((quarters & 2) << 30));
    }
}
