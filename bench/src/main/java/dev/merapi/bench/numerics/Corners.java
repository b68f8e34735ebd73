package dev.merapi.bench.numerics;

/** The part of {@link Oracle} whose functions are put together from pieces: to the same error. */
final class Corners {
    /** selu's scale, and its product with alpha: a double, and what it is off by. */
    private static final double SELU = 1.0507009873554805;

    private static final double SELU_ALPHA = 1.7580993408473768;
    private static final double SELU_ALPHA_REST = 1.41535193800845E-17;

    private Corners() {}

    /** 1.0507 x, or 1.7581 (e^x - 1) where x <= 0. */
    static double selu(double x) {
        return x > 0 ? SELU * x : SELU_ALPHA * Math.expm1(x);
    }

    /** The derivative of selu by its result: 1.0507, or y + 1.7581 where y <= 0, a sum that cancels at its root. */
    static double seluSlope(double y) {
        return y > 0 ? SELU : y + SELU_ALPHA + SELU_ALPHA_REST;
    }

    /** min(max(x + 3, 0), 6) / 6. */
    static double hardSigmoid(double x) {
        return Math.clamp(x + 3, 0, 6) / 6;
    }

    /** x hardSigmoid(x). */
    static double hardSwish(double x) {
        return x * hardSigmoid(x);
    }

    /** 1/6 where -3 < x < 3, else 0. */
    static double hardSigmoidSlope(double x) {
        return Math.abs(x) < 3 ? 1.0 / 6 : 0;
    }

    /** 0 where x <= -3, 1 where x >= 3, else x / 3 + 1/2 as (2 x + 3) / 6, whose sum is exact at its root. */
    static double hardSwishSlope(double x) {
        return x <= -3 ? 0 : x < 3 ? (2 * x + 3) / 6 : 1;
    }
}
