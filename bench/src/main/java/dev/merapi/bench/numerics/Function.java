package dev.merapi.bench.numerics;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The fp32 functions of one argument that round and aren't one IEEE addition or product: those of {@link Elementwise}
 * that have the same name, and what they should be. Gradients are taken with dy = 1.
 */
public enum Function {
    /** IEEE's square root. */
    SQRT,
    /** 1 / sqrt(x). */
    RSQRT,
    /** 1 / x. */
    RECIPROCAL,
    /** e^x. */
    EXP,
    /** e^x - 1. */
    EXPM1,
    /** ln x. */
    LOG,
    /** ln(1 + x). */
    LOG1P,
    /** sin x. */
    SIN,
    /** cos x. */
    COS,
    /** tanh x. */
    TANH,
    /** The error function. */
    ERF,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** ln(1 + e^x). */
    SOFTPLUS,
    /** x sigmoid(x). */
    SILU,
    /** x Phi(x). */
    GELU,
    /** x sigmoid(2 u): the tanh form of gelu. */
    GELU_TANH,
    /** 1.0507 x, or 1.7581 (e^x - 1) where x <= 0. */
    SELU,
    /** x tanh(ln(1 + e^x)). */
    MISH,
    /** min(max(x + 3, 0), 6) / 6. */
    HARD_SIGMOID,
    /** x hardSigmoid(x). */
    HARD_SWISH,
    /** silu(x) b, for one b. */
    SWIGLU,
    /** y (1 - y): the derivative of sigmoid by its result. */
    SIGMOID_GRAD,
    /** 1 - y^2: the derivative of tanh by its result. */
    TANH_GRAD,
    /** The derivative of silu; its root is at -1.278. */
    SILU_GRAD,
    /** The derivative of gelu; its root is at -0.7518. */
    GELU_GRAD,
    /** The derivative of gelu's tanh form; its root is at -0.7525. */
    GELU_TANH_GRAD,
    /** The derivative of selu by its result; its root is at -1.758, the smallest of results. */
    SELU_GRAD,
    /** The derivative of mish; its root is at -1.192. */
    MISH_GRAD,
    /** The derivative of the hard sigmoid: 1/6, or 0. */
    HARD_SIGMOID_GRAD,
    /** The derivative of the hard swish; its root is at -1.5. */
    HARD_SWISH_GRAD;

    /** b of swiglu: its product rounds. */
    public static final float FACTOR = 0.7f;

    /** dy of the gradients: one float, repeated. */
    private static final MemorySegment ONE = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1f);

    private static final MemorySegment B = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, FACTOR);

    /** y[i] = what the kernel of this name makes of x[i]. */
    public void apply(Elementwise e, MemorySegment x, MemorySegment y, int n) {
        if (name().endsWith("_GRAD")) {
            e.binary(Binary.valueOf(name()), ONE, 0, 0, x, 0, 1, y, 0, n);
        } else if (this == SWIGLU) {
            e.binary(Binary.SWIGLU, x, 0, 1, B, 0, 0, y, 0, n);
        } else {
            e.unary(Unary.valueOf(name()), x, 0, y, 0, n);
        }
    }

    /** The function at a float x, to a millionth of a float's ulp. */
    public double exact(double x) {
        return switch (this) {
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TANH -> Math.tanh(x);
            case ERF -> Oracle.erf(x);
            case SIGMOID -> Oracle.sigmoid(x);
            case SOFTPLUS -> Oracle.softplus(x);
            case SILU -> Oracle.silu(x);
            case GELU -> Oracle.gelu(x);
            case GELU_TANH -> Oracle.geluTanh(x);
            case SELU -> Corners.selu(x);
            case MISH -> Oracle.mish(x);
            case HARD_SIGMOID -> Corners.hardSigmoid(x);
            case HARD_SWISH -> Corners.hardSwish(x);
            case SWIGLU -> Oracle.silu(x) * FACTOR;
            case SIGMOID_GRAD -> Oracle.sigmoidSlope(x);
            case TANH_GRAD -> Oracle.tanhSlope(x);
            case SILU_GRAD -> Oracle.siluSlope(x);
            case GELU_GRAD -> Oracle.geluSlope(x);
            case GELU_TANH_GRAD -> Oracle.geluTanhSlope(x);
            case SELU_GRAD -> Corners.seluSlope(x);
            case MISH_GRAD -> Oracle.mishSlope(x);
            case HARD_SIGMOID_GRAD -> Corners.hardSigmoidSlope(x);
            case HARD_SWISH_GRAD -> Corners.hardSwishSlope(x);
        };
    }

    /**
     * Arguments above which figures of their own are stated; the first is -infinity, for all floats. Further left the
     * exponential is subnormal and lacks digits (silu, gelu, mish, swiglu), an error of u is one of the exponent (gelu's tanh form),
     * or the derivative has its root.
     */
    public float[] bounds() {
        float all = Float.NEGATIVE_INFINITY;
        return switch (this) {
            case SILU, MISH, SWIGLU -> new float[] {all, -87};
            case GELU -> new float[] {all, -12.5f, -1};
            case GELU_TANH, SILU_GRAD, SELU_GRAD, HARD_SWISH_GRAD -> new float[] {all, -1};
            case GELU_GRAD, GELU_TANH_GRAD, MISH_GRAD -> new float[] {all, -0.5f};
            default -> new float[] {all};
        };
    }

    /** As on the command line and in the table, e.g. "gelu_tanh_grad". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
