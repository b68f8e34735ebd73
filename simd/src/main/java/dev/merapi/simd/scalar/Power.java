package dev.merapi.simd.scalar;

/**
 * a^b of floats, in double: {@code StrictMath.pow} gives the same bits everywhere, which exp(b ln a) in float would pay
 * in digits.
 */
public final class Power {
    private Power() {}

    /**
     * a^b. Exponents 2, 1, 0.5 and -1 are one IEEE operation: a a, a, {@link #root} and 1 / a.
     * Otherwise {@code StrictMath.pow} in double, rounded to float, except where IEEE 754 says 1 and Java NaN: 1^NaN
     * and (-1)^(+-infinity).
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
        if (a == 1f || (a == -1f && Float.isInfinite(b))) {
            return 1f;
        }
        return (float) StrictMath.pow(a, b);
    }

    /** a^0.5: sqrt(a), but infinity at -infinity and 0 at -0, as IEEE 754 has powers. */
    public static float root(float a) {
        return a == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : (float) Math.sqrt(a + 0f);
    }
}
