package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.STRETCH;
import static dev.merapi.simd.vector.Strip.get;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.scalar.ScalarElementwise;
import java.lang.foreign.MemorySegment;

/**
 * Elementwise functions with the Vector API. Each function has a loop of its own; the switches here only choose one. (A
 * shared loop that takes a function over vectors was 23 times slower.)
 */
public final class VectorElementwise implements Elementwise {
    /**
     * For the last few elements, and powers. A masked vector for the tail would double what C2 has to compile for each
     * function, and vector code that isn't compiled yet is far slower than plain code.
     */
    private final Elementwise oneByOne = new ScalarElementwise();

    /** The only state is the scalar twin. */
    public VectorElementwise() {}

    @Override
    public void unary(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            unaryStretch(f, x, xo + i, y, yo + i, Math.min(STRETCH, n - i));
        }
    }

    private void unaryStretch(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        int steady = n & -LANES;
        switch (f) {
            case NEG -> ArithmeticLoops.neg(x, xo, y, yo, steady);
            case ABS -> ArithmeticLoops.abs(x, xo, y, yo, steady);
            case SIGN -> ArithmeticLoops.sign(x, xo, y, yo, steady);
            case SQUARE -> ArithmeticLoops.square(x, xo, y, yo, steady);
            case SQRT -> ArithmeticLoops.sqrt(x, xo, y, yo, steady);
            case RSQRT -> ArithmeticLoops.rsqrt(x, xo, y, yo, steady);
            case RECIPROCAL -> ArithmeticLoops.reciprocal(x, xo, y, yo, steady);
            case RELU -> ArithmeticLoops.relu(x, xo, y, yo, steady);
            case FLOOR -> RoundingLoops.floor(x, xo, y, yo, steady);
            case CEIL -> RoundingLoops.ceil(x, xo, y, yo, steady);
            case ROUND -> RoundingLoops.round(x, xo, y, yo, steady);
            case EXP -> ExponentialLoops.exp(x, xo, y, yo, steady);
            case EXPM1 -> ExponentialLoops.expm1(x, xo, y, yo, steady);
            case LOG -> ExponentialLoops.log(x, xo, y, yo, steady);
            case LOG1P -> ExponentialLoops.log1p(x, xo, y, yo, steady);
            case SIN -> TrigonometryLoops.sin(x, xo, y, yo, steady);
            case COS -> TrigonometryLoops.cos(x, xo, y, yo, steady);
            case TANH -> ActivationLoops.tanh(x, xo, y, yo, steady);
            case ERF -> ActivationLoops.erf(x, xo, y, yo, steady);
            case SIGMOID -> ActivationLoops.sigmoid(x, xo, y, yo, steady);
            case SOFTPLUS -> ActivationLoops.softplus(x, xo, y, yo, steady);
            case SILU -> ActivationLoops.silu(x, xo, y, yo, steady);
            case GELU -> ActivationLoops.gelu(x, xo, y, yo, steady);
            case GELU_TANH -> ActivationLoops.geluTanh(x, xo, y, yo, steady);
            case SELU -> SmoothLoops.selu(x, xo, y, yo, steady);
            case MISH -> SmoothLoops.mish(x, xo, y, yo, steady);
            case HARD_SIGMOID -> HardLoops.sigmoid(x, xo, y, yo, steady);
            case HARD_SWISH -> HardLoops.swish(x, xo, y, yo, steady);
        }
        oneByOne.unary(f, x, xo + steady, y, yo + steady, n - steady);
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
        int stretch = stretch(as, bs, n);
        for (int i = 0; i < n; i += stretch) {
            int count = Math.min(stretch, n - i);
            binaryStretch(f, a, ao + (as == 0 ? 0 : i), as, b, bo + (bs == 0 ? 0 : i), bs, y, yo + i, count);
        }
    }

    /** A repeated element is read once, since y may lie on it: then all n elements are one stretch. */
    private static int stretch(int as, int bs, int n) {
        return as == 0 || bs == 0 ? n : STRETCH;
    }

    private void binaryStretch(
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
        if (n < LANES) {
            oneByOne.binary(f, a, ao, as, b, bo, bs, y, yo, n);
            return;
        }
        switch (f) {
            case ADD -> BinaryLoops.add(a, ao, as, b, bo, bs, y, yo, n);
            case SUB -> BinaryLoops.sub(a, ao, as, b, bo, bs, y, yo, n);
            case MUL -> BinaryLoops.mul(a, ao, as, b, bo, bs, y, yo, n);
            case DIV -> BinaryLoops.div(a, ao, as, b, bo, bs, y, yo, n);
            case MAXIMUM -> BinaryLoops.maximum(a, ao, as, b, bo, bs, y, yo, n);
            case MINIMUM -> BinaryLoops.minimum(a, ao, as, b, bo, bs, y, yo, n);
            case POW -> pow(a, ao, as, b, bo, bs, y, yo, n);
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

    /** Vector loops for one repeated exponent 2, 0.5 or -1; otherwise one by one in double. */
    private void pow(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float exponent = bs == 0 && as == 1 ? get(b, bo) : Float.NaN;
        if (exponent == 2f) {
            unary(Unary.SQUARE, a, ao, y, yo, n);
        } else if (exponent == 0.5f) {
            root(a, ao, y, yo, n);
        } else if (exponent == -1f) {
            unary(Unary.RECIPROCAL, a, ao, y, yo, n);
        } else {
            oneByOne.binary(Binary.POW, a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    private static void root(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            ArithmeticLoops.root(x, xo + i, y, yo + i, Math.min(STRETCH, n - i));
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
        int stretch = stretch(as, bs, n);
        for (int i = 0; i < n; i += stretch) {
            int count = Math.min(stretch, n - i);
            compareStretch(f, a, ao + (as == 0 ? 0 : i), as, b, bo + (bs == 0 ? 0 : i), bs, y, yo + i, count);
        }
    }

    private void compareStretch(
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
        int steady = n & -LANES;
        if (steady > 0) {
            switch (f) {
                case EQ -> CompareLoops.eq(a, ao, as, b, bo, bs, y, yo, steady);
                case NE -> CompareLoops.ne(a, ao, as, b, bo, bs, y, yo, steady);
                case LT -> CompareLoops.lt(a, ao, as, b, bo, bs, y, yo, steady);
                case LE -> CompareLoops.le(a, ao, as, b, bo, bs, y, yo, steady);
                case GT -> CompareLoops.gt(a, ao, as, b, bo, bs, y, yo, steady);
                case GE -> CompareLoops.ge(a, ao, as, b, bo, bs, y, yo, steady);
            }
        }
        long ra = ao + (long) as * steady;
        long rb = bo + (long) bs * steady;
        oneByOne.compare(f, a, ra, as, b, rb, bs, y, yo + steady, n - steady);
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
        int stretch = stretch(as, bs, n);
        for (int i = 0; i < n; i += stretch) {
            int count = Math.min(stretch, n - i);
            long ai = ao + (as == 0 ? 0 : i);
            long bi = bo + (bs == 0 ? 0 : i);
            LinearLoops.where(condition, co + i, a, ai, as, b, bi, bs, y, yo + i, count);
        }
    }

    @Override
    public void affine(MemorySegment x, long xo, float scale, float shift, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            LinearLoops.affine(x, xo + i, scale, shift, y, yo + i, Math.min(STRETCH, n - i));
        }
    }

    @Override
    public void clamp(MemorySegment x, long xo, float low, float high, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            LinearLoops.clamp(x, xo + i, low, high, y, yo + i, Math.min(STRETCH, n - i));
        }
    }

    @Override
    public void axpy(float alpha, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            LinearLoops.axpy(alpha, x, xo + i, y, yo + i, Math.min(STRETCH, n - i));
        }
    }
}
