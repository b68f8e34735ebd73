package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Elementwise fp32 functions over unit-stride runs. Serial; callers split ranges over {@link Workers}. Element i of a
 * result depends on element i of the inputs alone, so any split gives the same bits. {@code y} may be an input.
 */
public interface Elementwise {
    /** y[i] = f(x[i]). */
    void unary(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n);

    /** y[i] = f(a[i as], b[i bs]) with as, bs in {0, 1}: a stride of 0 repeats one element. */
    void binary(
            Binary f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n);

    /** y[i] = a[i as] ? b[i bs] as one byte, 1 or 0. NaN compares as IEEE says: only NE holds. */
    void compare(
            Comparison f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n);

    /** y[i] = condition[i] != 0 ? a[i as] : b[i bs]; the condition is one byte an element. */
    void where(
            MemorySegment condition,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n);

    /** y[i] = x[i] * scale + shift as one fma. */
    void affine(MemorySegment x, long xo, float scale, float shift, MemorySegment y, long yo, int n);

    /** y[i] = min(max(x[i], low), high); NaN stays NaN. */
    void clamp(MemorySegment x, long xo, float low, float high, MemorySegment y, long yo, int n);

    /** y[i] = fma(alpha, x[i], y[i]). */
    void axpy(float alpha, MemorySegment x, long xo, MemorySegment y, long yo, int n);

    /** Functions of one argument. */
    enum Unary {
        NEG,
        ABS,
        SIGN,
        SQUARE,
        SQRT,
        RSQRT,
        RECIPROCAL,
        FLOOR,
        CEIL,
        ROUND,
        EXP,
        EXPM1,
        LOG,
        LOG1P,
        SIN,
        COS,
        TANH,
        ERF,
        SIGMOID,
        SOFTPLUS,
        RELU,
        SILU,
        GELU,
        GELU_TANH,
        /** 1.0507 x where x > 0, else 1.7581 (e^x - 1). */
        SELU,
        /** x tanh(softplus(x)). */
        MISH,
        /** min(max(x + 3, 0), 6) / 6. */
        HARD_SIGMOID,
        /** x hardSigmoid(x). */
        HARD_SWISH
    }

    /** Functions of two arguments; the {@code _GRAD} forms are (dy, x or y) as their comment says. */
    enum Binary {
        ADD,
        SUB,
        MUL,
        DIV,
        /** The larger; NaN if either is NaN. */
        MAXIMUM,
        /** The smaller; NaN if either is NaN. */
        MINIMUM,
        POW,
        /** (dy, x): x > 0 ? dy : 0. */
        RELU_GRAD,
        /** (dy, y): dy y (1 - y). */
        SIGMOID_GRAD,
        /** (dy, y): dy (1 - y^2). */
        TANH_GRAD,
        /** (dy, x): dy times the derivative of silu. */
        SILU_GRAD,
        /** (dy, x): dy times the derivative of the erf form of gelu. */
        GELU_GRAD,
        /** (dy, x): dy times the derivative of the tanh form of gelu. */
        GELU_TANH_GRAD,
        /** (dy, y): dy times the derivative of selu, which is 1.0507 where y > 0, else y + 1.7581. */
        SELU_GRAD,
        /** (dy, x): dy times the derivative of mish. */
        MISH_GRAD,
        /** (dy, x): dy / 6 where -3 < x < 3, else 0. */
        HARD_SIGMOID_GRAD,
        /** (dy, x): 0 where x <= -3, dy where x >= 3, else dy (x / 3 + 1/2). */
        HARD_SWISH_GRAD,
        /** (x, w): x where x > 0, else x w. */
        PRELU,
        /** (a, b): silu(a) b. */
        SWIGLU
    }

    /** IEEE comparisons. */
    enum Comparison {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE
    }
}
