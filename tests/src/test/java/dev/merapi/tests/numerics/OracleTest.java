package dev.merapi.tests.numerics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.numerics.Function;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.ElementwiseDouble;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What errors are measured against is itself right: against 60 digits. */
class OracleTest {
    /** A millionth of a float's ulp is 2^-43 of a number; results below 2^-180 are as good as 0. */
    private static final double RELATIVE = 0x1p-44;

    private static final double NOTHING = 0x1p-180;
    private static final int TRIES = 100;

    @ParameterizedTest
    @EnumSource
    void isExactToAMillionthOfAnUlp(Function f) {
        SplittableRandom random = new SplittableRandom(f.name().hashCode());
        for (int i = 0; i < TRIES; i++) {
            check(f, argument(f, random));
        }
    }

    /** Of every size that the function takes, tails and their ends included. */
    private static float argument(Function f, SplittableRandom random) {
        int largest = switch (f) {
            case SQRT, RSQRT, RECIPROCAL, LOG, LOG1P, SIN, COS, SIGMOID_GRAD, TANH_GRAD -> 127;
            case ERF, GELU, GELU_GRAD, GELU_TANH, GELU_TANH_GRAD -> 3;
            default -> 6;
        };
        int exponent = largest - Math.min(random.nextInt(40), random.nextInt(200));
        float x = Math.scalb(1 + random.nextInt(1 << 23) * 0x1p-23f, exponent);
        boolean positive = f == Function.SQRT || f == Function.RSQRT || f == Function.LOG;
        boolean signed = !positive && !(f == Function.LOG1P && x >= 1);
        return signed && random.nextBoolean() ? -x : x;
    }

    private static void check(Function f, float x) {
        BigDecimal want = Exact.of(f, x);
        BigDecimal bound = want.abs().multiply(new BigDecimal(RELATIVE)).add(new BigDecimal(NOTHING));
        double got = f.exact(x);
        BigDecimal off = new BigDecimal(got).subtract(want).abs();
        assertTrue(
                off.compareTo(bound) <= 0,
                () -> f + "(" + x + ") is " + got + ", should be " + want.round(new MathContext(20)));
    }

    /** The floats beside the roots of derivatives, where their formulas cancel, and where the series around them end. */
    @ParameterizedTest
    @CsvSource({
        "SILU_GRAD, -1.2784645",
        "GELU_GRAD, -0.75179154",
        "GELU_TANH_GRAD, -0.7524614",
        "MISH_GRAD, -1.1924312",
        "SELU_GRAD, -1.7580993",
        "HARD_SWISH_GRAD, -1.5"
    })
    void rootsCostNoDigits(Function f, float root) {
        for (int ulps = -20; ulps <= 20; ulps++) {
            check(f, Float.intBitsToFloat(Float.floatToRawIntBits(root) + ulps));
            check(f, root + ulps / 320f);
            check(f, Math.nextUp(root + ulps / 320f));
        }
    }

    /** The float64 functions of the product, too: exact to 2^-40 of the result, or of 1 where a derivative cancels. */
    @Test
    void doubleKernelsAgreeWithIt() {
        float[] x = Samples.stratified();
        MemorySegment one = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_DOUBLE, 1);
        MemorySegment factor = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_DOUBLE, Function.FACTOR);
        MemorySegment in = Arena.ofAuto().allocate(8L * x.length, 64);
        MemorySegment out = Arena.ofAuto().allocate(8L * x.length, 64);
        for (int i = 0; i < x.length; i++) {
            in.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x[i]);
        }
        for (Function f : Function.values()) {
            boolean gradient = f.name().endsWith("_GRAD");
            if (gradient) {
                ElementwiseDouble.binary(Binary.valueOf(f.name()), one, 0, 0, in, 0, 1, out, 0, x.length);
            } else if (f == Function.SWIGLU) {
                ElementwiseDouble.binary(Binary.SWIGLU, in, 0, 1, factor, 0, 0, out, 0, x.length);
            } else {
                ElementwiseDouble.unary(Unary.valueOf(f.name()), in, 0, out, 0, x.length);
            }
            for (int i = 0; i < x.length; i++) {
                double want = f.exact(x[i]);
                double got = out.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                double size = Math.abs(want) + (gradient && Math.abs(x[i]) < 2 ? 1 : NOTHING);
                boolean close = Math.abs(got - want) <= 0x1p-40 * size + NOTHING;
                String what = f + "(" + x[i] + ") is " + got + " in float64, not " + want;
                assertTrue(close || Double.compare(got, want) == 0, what);
            }
        }
    }
}
