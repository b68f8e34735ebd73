package dev.merapi.simd;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;

/** The functions of {@link Elementwise} on one double, by {@code StrictMath}: the same bits on every machine. */
final class FunctionsDouble {
    /** 2 sqrt(2 / pi). */
    private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);

    /** Of the tanh form of gelu (Hendrycks, Gimpel 2016). */
    private static final double CUBIC = 0.044715;

    /** 1 / sqrt(2 pi). */
    private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

    /** Beyond it Phi, silu's and both gelus' derivatives are 0 or 1 to the last bit; infinities must not meet a 0. */
    private static final double FAR = 1000;

    /** Of selu (Klambauer et al. 2017). */
    private static final double SELU = 1.0507009873554805;

    /** selu's scale times its alpha. */
    private static final double SELU_ALPHA = 1.7580993408473768;

    private FunctionsDouble() {}

    /** f(x). */
    static double apply(Unary f, double x) {
        return switch (f) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> x > 0 ? 1 : x < 0 ? -1 : x;
            case SQUARE -> x * x;
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case EXP -> StrictMath.exp(x);
            case EXPM1 -> StrictMath.expm1(x);
            case LOG -> StrictMath.log(x);
            case LOG1P -> StrictMath.log1p(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case TANH -> StrictMath.tanh(x);
            case ERF -> ErrorFunctionDouble.erf(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
            case RELU -> x <= 0 ? 0 : x;
            case SILU -> x * sigmoid(x);
            case GELU -> Math.max(x, -FAR) * ErrorFunctionDouble.phi(x);
            case GELU_TANH -> x * sigmoid(twiceU(x));
            case SELU -> x > 0 ? SELU * x : SELU_ALPHA * StrictMath.expm1(x);
            case MISH -> mish(x);
            case HARD_SIGMOID -> hardSigmoid(x);
            case HARD_SWISH -> x * hardSigmoid(x);
        };
    }

    /** f(a, b). */
    static double apply(Binary f, double a, double b) {
        return switch (f) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case POW -> pow(a, b);
            case RELU_GRAD -> b > 0 ? a : 0;
            case SIGMOID_GRAD -> a * (b * (1 - b));
            case TANH_GRAD -> a * Math.fma(-b, b, 1);
            case SILU_GRAD -> a * siluSlope(within(b));
            case GELU_GRAD -> a * geluSlope(within(b));
            case GELU_TANH_GRAD -> a * tanhGeluSlope(within(b));
            case SELU_GRAD -> a * (b > 0 ? SELU : b + SELU_ALPHA);
            case MISH_GRAD -> a * mishSlope(within(b));
            case HARD_SIGMOID_GRAD -> b > -3 && b < 3 ? a / 6 : 0;
            case HARD_SWISH_GRAD -> b <= -3 ? 0 : b < 3 ? a * (b / 3 + 0.5) : a;
            case PRELU -> a > 0 ? a : a * b;
            case SWIGLU -> a * sigmoid(a) * b;
        };
    }

    private static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    private static double twiceU(double x) {
        return LINEAR * (x * Math.fma(x * x, CUBIC, 1));
    }

    /** a^b as IEEE 754 has it; the exponents 2, 1, 0.5 and -1 as one operation each, as in float. */
    private static double pow(double a, double b) {
        if (b == 2) {
            return a * a;
        }
        if (b == 0.5) {
            return a == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : Math.sqrt(a + 0.0);
        }
        if (b == -1) {
            return 1 / a;
        }
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
    }

    private static double siluSlope(double x) {
        return sigmoid(x) * Math.fma(x, sigmoid(-x), 1);
    }

    private static double geluSlope(double x) {
        return Math.fma(x, DENSITY * StrictMath.exp(-0.5 * x * x), ErrorFunctionDouble.phi(x));
    }

    private static double tanhGeluSlope(double x) {
        double v = twiceU(x);
        double slope = LINEAR * Math.fma(x * x, 3 * CUBIC, 1);
        return Math.fma(sigmoid(v) * sigmoid(-v), x * slope, sigmoid(v));
    }

    /** x tanh(softplus(x)) by t = e^-|x|, as in float. */
    private static double mish(double x) {
        double t = StrictMath.exp(-Math.abs(x));
        double p = x < 0 ? t * (t + 2) : 1 + 2 * t;
        return x * (p / (p + (x < 0 ? 2 : 2 * t * t)));
    }

    private static double mishSlope(double x) {
        double t = StrictMath.exp(-Math.abs(x));
        double p = x < 0 ? t * (t + 2) : 1 + 2 * t;
        double r = 1 / (p + (x < 0 ? 2 : 2 * t * t));
        double q = (x < 0 ? t : t * t) * (1 + t);
        return Math.fma(4 * x * q * r, r, p * r);
    }

    private static double hardSigmoid(double x) {
        double c = x + 3;
        c = c < 0 ? 0 : c;
        return (c > 6 ? 6 : c) / 6;
    }

    private static double within(double x) {
        return x > FAR ? FAR : x < -FAR ? -FAR : x;
    }
}
