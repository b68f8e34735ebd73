package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import dev.merapi.simd.Elementwise;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elementwise functions as plain loops: the fallback without the Vector API, and the oracle. */
public final class ScalarElementwise implements Elementwise {
    /** No state. */
    public ScalarElementwise() {}

    @Override
    public void unary(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        switch (f) {
            case NEG -> ArithmeticLoops.neg(x, xo, y, yo, n);
            case ABS -> ArithmeticLoops.abs(x, xo, y, yo, n);
            case SIGN -> ArithmeticLoops.sign(x, xo, y, yo, n);
            case SQUARE -> ArithmeticLoops.square(x, xo, y, yo, n);
            case SQRT -> ArithmeticLoops.sqrt(x, xo, y, yo, n);
            case RSQRT -> ArithmeticLoops.rsqrt(x, xo, y, yo, n);
            case RECIPROCAL -> ArithmeticLoops.reciprocal(x, xo, y, yo, n);
            case RELU -> ArithmeticLoops.relu(x, xo, y, yo, n);
            case FLOOR -> ArithmeticLoops.floor(x, xo, y, yo, n);
            case CEIL -> ArithmeticLoops.ceil(x, xo, y, yo, n);
            case ROUND -> ArithmeticLoops.round(x, xo, y, yo, n);
            case EXP -> FunctionLoops.exp(x, xo, y, yo, n);
            case EXPM1 -> FunctionLoops.expm1(x, xo, y, yo, n);
            case LOG -> FunctionLoops.log(x, xo, y, yo, n);
            case LOG1P -> FunctionLoops.log1p(x, xo, y, yo, n);
            case SIN -> FunctionLoops.sin(x, xo, y, yo, n);
            case COS -> FunctionLoops.cos(x, xo, y, yo, n);
            case TANH -> FunctionLoops.tanh(x, xo, y, yo, n);
            case ERF -> FunctionLoops.erf(x, xo, y, yo, n);
            case SIGMOID -> FunctionLoops.sigmoid(x, xo, y, yo, n);
            case SOFTPLUS -> FunctionLoops.softplus(x, xo, y, yo, n);
            case SILU -> FunctionLoops.silu(x, xo, y, yo, n);
            case GELU -> FunctionLoops.gelu(x, xo, y, yo, n);
            case GELU_TANH -> FunctionLoops.geluTanh(x, xo, y, yo, n);
            case SELU -> SmoothLoops.selu(x, xo, y, yo, n);
            case MISH -> SmoothLoops.mish(x, xo, y, yo, n);
            case HARD_SIGMOID -> HardLoops.sigmoid(x, xo, y, yo, n);
            case HARD_SWISH -> HardLoops.swish(x, xo, y, yo, n);
        }
    }

    @Override
    public void binary(
            Binary f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        if (n == 0) {
            return;
        }
        switch (f) {
            case ADD -> BinaryLoops.add(a, ao, as, b, bo, bs, y, yo, n);
            case SUB -> BinaryLoops.sub(a, ao, as, b, bo, bs, y, yo, n);
            case MUL -> BinaryLoops.mul(a, ao, as, b, bo, bs, y, yo, n);
            case DIV -> BinaryLoops.div(a, ao, as, b, bo, bs, y, yo, n);
            case MAXIMUM -> BinaryLoops.maximum(a, ao, as, b, bo, bs, y, yo, n);
            case MINIMUM -> BinaryLoops.minimum(a, ao, as, b, bo, bs, y, yo, n);
            case POW -> BinaryLoops.pow(a, ao, as, b, bo, bs, y, yo, n);
            case RELU_GRAD -> GradientLoops.relu(a, ao, as, b, bo, bs, y, yo, n);
            case SIGMOID_GRAD -> GradientLoops.sigmoid(a, ao, as, b, bo, bs, y, yo, n);
            case TANH_GRAD -> GradientLoops.tanh(a, ao, as, b, bo, bs, y, yo, n);
            case SILU_GRAD -> GradientLoops.silu(a, ao, as, b, bo, bs, y, yo, n);
            case GELU_GRAD -> GradientLoops.gelu(a, ao, as, b, bo, bs, y, yo, n);
            case GELU_TANH_GRAD -> GradientLoops.geluTanh(a, ao, as, b, bo, bs, y, yo, n);
            case SELU_GRAD -> SmoothLoops.seluGradient(a, ao, as, b, bo, bs, y, yo, n);
            case MISH_GRAD -> SmoothLoops.mishGradient(a, ao, as, b, bo, bs, y, yo, n);
            case HARD_SIGMOID_GRAD -> HardLoops.sigmoidGradient(a, ao, as, b, bo, bs, y, yo, n);
            case HARD_SWISH_GRAD -> HardLoops.swishGradient(a, ao, as, b, bo, bs, y, yo, n);
            case PRELU -> HardLoops.prelu(a, ao, as, b, bo, bs, y, yo, n);
            case SWIGLU -> SmoothLoops.swiGlu(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    @Override
    public void compare(
            Comparison f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        switch (f) {
            case EQ -> CompareLoops.eq(a, ao, as, b, bo, bs, y, yo, n);
            case NE -> CompareLoops.ne(a, ao, as, b, bo, bs, y, yo, n);
            case LT -> CompareLoops.lt(a, ao, as, b, bo, bs, y, yo, n);
            case LE -> CompareLoops.le(a, ao, as, b, bo, bs, y, yo, n);
            case GT -> CompareLoops.gt(a, ao, as, b, bo, bs, y, yo, n);
            case GE -> CompareLoops.ge(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    @Override
    public void where(
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
            int n) {
        if (n == 0) {
            return;
        }
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, condition.get(ValueLayout.JAVA_BYTE, co + i) != 0 ? u : v);
        }
    }

    @Override
    public void affine(MemorySegment x, long xo, float scale, float shift, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Math.fma(get(x, xo + i), scale, shift));
        }
    }

    @Override
    public void clamp(MemorySegment x, long xo, float low, float high, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            float v = get(x, xo + i);
            v = v < low ? low : v;
            put(y, yo + i, v > high ? high : v);
        }
    }

    @Override
    public void axpy(float alpha, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Math.fma(get(x, xo + i), alpha, get(y, yo + i)));
        }
    }
}
