package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every 9973rd float against the double functions, within the bounds that the Javadoc states. */
@Tag("bits")
class ElementwiseAccuracyTest {
    private static final int STEP = 9973;
    private static final float INF = Float.POSITIVE_INFINITY;

    /** Function, range, bound in ulp of the result. Bounds are what a sample of every 61st float showed, rounded up. */
    static Stream<Arguments> bounds() {
        return Stream.of(
                Arguments.of(Unary.EXP, -INF, INF, 1.0),
                Arguments.of(Unary.EXPM1, -INF, INF, 1.6),
                Arguments.of(Unary.LOG, -INF, INF, 1.0),
                Arguments.of(Unary.LOG1P, -INF, INF, 1.5),
                Arguments.of(Unary.SIN, -INF, INF, 1.6),
                Arguments.of(Unary.COS, -INF, INF, 1.6),
                Arguments.of(Unary.TANH, -INF, INF, 1.5),
                Arguments.of(Unary.ERF, -INF, INF, 1.1),
                Arguments.of(Unary.SIGMOID, -INF, INF, 2.5),
                Arguments.of(Unary.SOFTPLUS, -INF, INF, 1.8),
                Arguments.of(Unary.SILU, -87f, INF, 3.2),
                Arguments.of(Unary.GELU, -12.5f, INF, 5.6),
                Arguments.of(Unary.GELU, -1f, INF, 4.0),
                Arguments.of(Unary.GELU_TANH, -1f, INF, 3.0),
                Arguments.of(Unary.RSQRT, 0f, INF, 1.5),
                Arguments.of(Unary.SQRT, 0f, INF, 0.5),
                Arguments.of(Unary.RECIPROCAL, -INF, INF, 0.5));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void withinBound(Unary f, float low, float high, double bound) {
        int n = (int) ((1L << 32) / STEP);
        Elementwise e = Kernels.vector().orElseGet(Kernels::scalar).elementwise();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(4L * n, 64);
            MemorySegment y = arena.allocate(4L * n, 64);
            MemorySegment xd = arena.allocate(8L * n, 64);
            for (int i = 0; i < n; i++) {
                float v = Float.intBitsToFloat(Integer.MIN_VALUE + i * STEP);
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, v);
                xd.setAtIndex(ValueLayout.JAVA_DOUBLE, i, v);
            }
            e.unary(f, x, 0, y, 0, n);
            ElementwiseDouble.unary(f, xd, 0, xd, 0, n);
            for (int i = 0; i < n; i++) {
                float v = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                if (v >= low && v <= high) {
                    float got = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    check(f, v, got, xd.getAtIndex(ValueLayout.JAVA_DOUBLE, i), bound);
                }
            }
        }
    }

    private static void check(Unary f, float x, float got, double want, double bound) {
        float nearest = (float) want;
        boolean same = Float.compare(got, nearest) == 0;
        boolean close = Math.abs(got - want) <= bound * Math.ulp(nearest);
        assertTrue(same || close, () -> "%s(%s) is %s, want %s within %s ulp".formatted(f, x, got, want, bound));
    }
}
