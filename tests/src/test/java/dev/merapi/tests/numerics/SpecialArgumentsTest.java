package dev.merapi.tests.numerics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.numerics.Function;
import dev.merapi.simd.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results at NaN, infinities, zeros of both signs, subnormals and the ends of the range: limits of the functions, and
 * where these say nothing what IEEE 754 says of the formula in the kernel's Javadoc (silu and gelu's tanh form at -inf:
 * -inf 0 = NaN).
 */
@Tag("bits")
class SpecialArgumentsTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float MAX = Float.MAX_VALUE;
    private static final float MIN = Float.MIN_VALUE;

    /** The last argument whose exponential isn't below 2^-150, and the first one. */
    private static final float LAST = -103.97207f;

    private static final float BEYOND = -103.972084f;

    /** A function, then pairs of argument and result. */
    static Stream<Arguments> pairs() {
        return Stream.concat(roots(), Stream.concat(exponentials(), activations()));
    }

    private static Stream<Arguments> roots() {
        return Stream.of(
                of(Function.SQRT, -INF, NAN, INF, INF, -0f, -0f, 0, 0, -MIN, NAN, 2 * MIN, 0x1p-74f),
                of(Function.SQRT, MAX, 0x1.fffffep63f, -1, NAN, 0.25f, 0.5f),
                of(Function.RSQRT, -INF, NAN, INF, 0, -0f, -INF, 0, INF, -MIN, NAN, 2 * MIN, 0x1p74f),
                of(Function.RECIPROCAL, -INF, -0f, INF, 0, -0f, -INF, 0, INF, 0x1p-128f, INF, 0x1p127f, 0x1p-127f),
                of(Function.RECIPROCAL, 0x1.000008p-128f, 0x1.fffffp127f, -0x1p-128f, -INF, MIN, INF, MAX, 0x1p-128f));
    }

    private static Stream<Arguments> exponentials() {
        return Stream.of(
                of(Function.EXP, -INF, 0, INF, INF, -0f, 1, 0, 1, MIN, 1, -MIN, 1, MAX, INF, -MAX, 0),
                of(Function.EXP, 88.72283f, 0x1.ffff08p127f, 88.72284f, INF, LAST, MIN, BEYOND, 0),
                of(Function.EXPM1, -INF, -1, INF, INF, -0f, -0f, 0, 0, 88.72284f, INF, MAX, INF, -MAX, -1),
                of(Function.EXPM1, MIN, MIN, -MIN, -MIN, 3 * MIN, 3 * MIN, -0x1.000002p-126f, -0x1.000002p-126f),
                of(Function.LOG, -INF, NAN, INF, INF, -0f, -INF, 0, -INF, -MIN, NAN, MIN, -103.27893f, 1, 0),
                of(Function.LOG1P, -INF, NAN, INF, INF, -0f, -0f, 0, 0, -1, -INF, -1.0000001f, NAN, -MAX, NAN),
                of(Function.LOG1P, MIN, MIN, -MIN, -MIN, MAX, 88.72284f),
                of(Function.SIN, -INF, NAN, INF, NAN, -0f, -0f, 0, 0, MIN, MIN, -MIN, -MIN, MAX, -0.5218765f),
                of(Function.COS, -INF, NAN, INF, NAN, -0f, 1, 0, 1, MIN, 1, -MIN, 1, MAX, 0.853021f),
                of(Function.TANH, -INF, -1, INF, 1, -0f, -0f, 0, 0, MIN, MIN, -MIN, -MIN, MAX, 1, -MAX, -1),
                of(Function.ERF, -INF, -1, INF, 1, -0f, -0f, 0, 0, MIN, MIN, -MIN, -MIN, MAX, 1, -MAX, -1));
    }

    private static Stream<Arguments> activations() {
        float ln2 = (float) Math.log(2);
        return Stream.of(
                of(Function.SIGMOID, -INF, 0, INF, 1, -0f, 0.5f, 0, 0.5f, LAST, MIN, BEYOND, 0, MAX, 1, -MAX, 0),
                of(Function.SOFTPLUS, -INF, 0, INF, INF, -0f, ln2, 0, ln2, LAST, MIN, BEYOND, 0, MAX, MAX, -MAX, 0),
                of(Function.SILU, -INF, NAN, INF, INF, -0f, -0f, 0, 0, 4 * MIN, 2 * MIN, MAX, MAX, -MAX, -0f),
                of(Function.GELU, -INF, -0f, INF, INF, -0f, -0f, 0, 0, 4 * MIN, 2 * MIN, MAX, MAX, -MAX, -0f),
                of(Function.GELU_TANH, -INF, NAN, INF, INF, -0f, -0f, 0, 0, 4 * MIN, 2 * MIN, MAX, MAX, -MAX, -0f),
                of(Function.SELU, -INF, -1.7580993f, INF, INF, -0f, -0f, 0, 0, MIN, MIN, 1, 1.050701f, MAX, INF),
                of(Function.MISH, -INF, NAN, INF, INF, -0f, -0f, 0, 0, 4 * MIN, 2 * MIN, MAX, MAX, -MAX, -0f),
                of(Function.HARD_SIGMOID, -INF, 0, INF, 1, -0f, 0.5f, 0, 0.5f, -3, 0, 3, 1, MAX, 1, -MAX, 0, MIN, 0.5f),
                of(Function.HARD_SWISH, -INF, NAN, INF, INF, -0f, -0f, 0, 0, -3, -0f, 3, 3, MAX, MAX, -MAX, -0f),
                of(Function.SWIGLU, -INF, NAN, INF, INF, -0f, -0f, 0, 0, 4 * MIN, MIN, MAX, MAX * 0.7f, -MAX, -0f),
                of(Function.SIGMOID_GRAD, -0f, -0f, 0, 0, 1, 0, 0.5f, 0.25f, MIN, MIN),
                of(Function.TANH_GRAD, -0f, 1, 0, 1, 1, 0, -1, 0, 0.5f, 0.75f, MIN, 1),
                of(Function.SILU_GRAD, -0f, 0.5f, 0, 0.5f, INF, 1, MAX, 1, MIN, 0.5f),
                of(Function.GELU_GRAD, -0f, 0.5f, 0, 0.5f, INF, 1, MAX, 1, MIN, 0.5f),
                of(Function.GELU_TANH_GRAD, -0f, 0.5f, 0, 0.5f, INF, 1, MAX, 1, MIN, 0.5f),
                of(Function.MISH_GRAD, -0f, 0.6f, 0, 0.6f, INF, 1, MAX, 1, MIN, 0.6f),
                of(Function.SELU_GRAD, -0f, 1.7580993f, 0, 1.7580993f, INF, 1.050701f, MAX, 1.050701f, -1.7580993f, 0),
                of(Function.HARD_SIGMOID_GRAD, -INF, 0, INF, 0, -3, 0, 3, 0, 0, 1 / 6f, NAN, 0),
                of(Function.HARD_SWISH_GRAD, -INF, 0, INF, 1, -3, 0, 3, 1, 0, 0.5f, NAN, 1));
    }

    private static Arguments of(Function f, float... pairs) {
        return Arguments.of(f, pairs);
    }

    /** f(x), the same in a vector of copies and alone. */
    private static float apply(Function f, float x) {
        MemorySegment s = Arena.ofAuto().allocate(4L * 17, 64);
        for (int i = 0; i < 17; i++) {
            s.setAtIndex(ValueLayout.JAVA_FLOAT, i, x);
        }
        f.apply(Kernels.active().elementwise(), s, s, 17);
        float y = s.getAtIndex(ValueLayout.JAVA_FLOAT, 16);
        assertEquals(y, s.getAtIndex(ValueLayout.JAVA_FLOAT, 0), f + "(" + x + ") in a vector");
        return y;
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("pairs")
    void limitsAreKept(Function f, float... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            assertEquals(pairs[i + 1], apply(f, pairs[i]), f + "(" + pairs[i] + ")");
        }
    }

    /** The hard functions' slopes are chosen by comparisons, as PyTorch's are. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HARD_SIGMOID_GRAD", "HARD_SWISH_GRAD"})
    void notANumberStaysOne(Function f) {
        assertTrue(Float.isNaN(apply(f, NAN)) && Float.isNaN(apply(f, Float.intBitsToFloat(0xffc12345))));
    }

    /** Slopes far on the left are nothing, of either sign. */
    @ParameterizedTest
    @EnumSource(names = {"SILU_GRAD", "GELU_GRAD", "GELU_TANH_GRAD", "MISH_GRAD"})
    void slopesVanishOnTheLeft(Function f) {
        for (float x : new float[] {-INF, -MAX, -1e6f, -200}) {
            assertEquals(0f, Math.abs(apply(f, x)), f + "(" + x + ")");
        }
    }
}
