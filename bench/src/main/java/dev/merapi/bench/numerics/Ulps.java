package dev.merapi.bench.numerics;

/** The distance of a float from an exact result, in units in the last place. */
public final class Ulps {
    /** Where floats end; infinity counts as this number. */
    private static final double END = 0x1p128;

    private Ulps() {}

    /**
     * |got - exact| over the distance of neighbouring floats at {@code exact} (2^-149 for subnormals, 2^104 from 2^127
     * up). Infinity counts as 2^128, so a result that just overflows is judged like any other. Infinite if one is NaN
     * and the other isn't.
     */
    public static double between(float got, double exact) {
        if (Float.isNaN(got) || Double.isNaN(exact)) {
            return Float.isNaN(got) && Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
        }
        double e = finite(exact);
        int exponent = Math.clamp(Math.getExponent(e), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
        double perUlp = Double.longBitsToDouble((long) (Float.PRECISION - 1 - exponent + Double.MAX_EXPONENT) << 52);
        return distance(got, exact) * perUlp;
    }

    /** |got - exact|, infinity being 2^128; NaN if one of them is. */
    static double distance(float got, double exact) {
        return Math.abs(finite(got) - finite(exact));
    }

    /** Whether {@code got} is the float nearest to {@code exact}, zeros of both signs being one. */
    static boolean nearest(float got, double exact) {
        return got == (float) exact || (Float.isNaN(got) && Double.isNaN(exact));
    }

    private static double finite(double x) {
        return Math.max(-END, Math.min(END, x));
    }
}
