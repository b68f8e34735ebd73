package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.ElementwiseLong;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The double and integer loops: reference values, derivatives by differences, integer rules. */
@Tag("bits")
class ElementwiseDoubleTest {
    /** erf by mpmath with 50 digits. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, 1.1283791670955126e-300",
        "1e-8, 1.1283791670955126e-08",
        "0.3, 0.3286267594591274",
        "0.75, 0.7111556336535151",
        "0.9999999, 0.842700751438961",
        "1, 0.8427007929497149",
        "1.5, 0.9661051464753108",
        "2.25, 0.9985372834133188",
        "3.5, 0.9999992569016276",
        "5, 0.9999999999984626",
        "6, 1.0",
        "30, 1.0"
    })
    void erf(double x, double want) {
        assertEquals(want, unary(Unary.ERF, x), 1e-15 * Math.abs(want));
        assertEquals(-want, unary(Unary.ERF, -x), 1e-15 * Math.abs(want));
    }

    /** gelu(-x) by mpmath: the tail keeps its digits. */
    @ParameterizedTest
    @CsvSource({
        "-0.1, -0.0460172162722971", "-1, -0.15865525393145705", "-1.4, -0.11305932292727948",
        "-2, -0.04550026389635842", "-5, -1.4332578593959695e-06", "-10, -7.619853024160526e-23",
        "-20, -5.507248237212468e-88", "-37, -2.1184613523340935e-298"
    })
    void leftTailOfGelu(double x, double want) {
        assertEquals(want, unary(Unary.GELU, x), 1e-13 * Math.abs(want));
    }

    /** Each gradient is the central difference of its function; h = 1e-5 leaves about h^2 and 1e-16 / h. */
    @ParameterizedTest
    @CsvSource({
        "SILU, SILU_GRAD",
        "GELU, GELU_GRAD",
        "GELU_TANH, GELU_TANH_GRAD",
        "RELU, RELU_GRAD",
        "MISH, MISH_GRAD",
        "HARD_SIGMOID, HARD_SIGMOID_GRAD",
        "HARD_SWISH, HARD_SWISH_GRAD"
    })
    void gradients(Unary f, Binary gradient) {
        for (double x = -6.03; x < 6; x += 0.1) {
            double slope = (unary(f, x + 1e-5) - unary(f, x - 1e-5)) / 2e-5;
            assertEquals(3 * slope, binary(gradient, 3, x), 1e-9);
        }
    }

    @Test
    void gradientsFromResults() {
        for (double x = -3; x < 3; x += 0.1) {
            double s = unary(Unary.SIGMOID, x);
            double t = unary(Unary.TANH, x);
            assertEquals(2 * (s - s * s), binary(Binary.SIGMOID_GRAD, 2, s), 1e-15);
            assertEquals(2 * (1 - t * t), binary(Binary.TANH_GRAD, 2, t), 1e-15);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DIV, -7, 2, -3",
        "POW, 3, 4, 81",
        "POW, -2, 3, -8",
        "POW, 5, 0, 1",
        "POW, 2, -1, 0",
        "POW, -1, -3, -1",
        "MAXIMUM, -1, 2, 2",
        "MINIMUM, -1, 2, -1",
        "SUB, 2, 5, -3",
        "MUL, 6, -7, -42",
        "ADD, 2147483647, 1, -2147483648"
    })
    void integers(Binary f, int a, int b, int want) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment s = arena.allocateFrom(ValueLayout.JAVA_INT, a, b, b, 0, 0);
            ElementwiseLong.binaryInt(f, s, 0, 0, s, 1, 1, s, 3, 2);
            assertArrayEquals(new int[] {a, b, b, want, want}, s.toArray(ValueLayout.JAVA_INT));
            MemorySegment w = arena.allocateFrom(ValueLayout.JAVA_LONG, a, b, 0);
            ElementwiseLong.binary(f, w, 0, 1, w, 1, 1, w, 2, 1);
            assertEquals(want, (int) w.getAtIndex(ValueLayout.JAVA_LONG, 2));
        }
    }

    @Test
    void integerErrorsTeach() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment s = arena.allocateFrom(ValueLayout.JAVA_LONG, 3, 0, 0);
            var zero = assertThrows(
                    ArithmeticException.class, () -> ElementwiseLong.binary(Binary.DIV, s, 0, 1, s, 1, 1, s, 2, 1));
            assertEquals(
                    "DIV of the integer 3 by 0: convert to float32 to get an infinity, or mask the zeros",
                    zero.getMessage());
            var none =
                    assertThrows(IllegalArgumentException.class, () -> ElementwiseLong.unary(Unary.EXP, s, 0, s, 0, 1));
            assertEquals("EXP has no integer form: convert to float32 first", none.getMessage());
        }
    }

    private static double unary(Unary f, double x) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment s = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, x);
            ElementwiseDouble.unary(f, s, 0, s, 0, 1);
            return s.get(ValueLayout.JAVA_DOUBLE, 0);
        }
    }

    private static double binary(Binary f, double a, double b) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment s = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, a, b);
            ElementwiseDouble.binary(f, s, 0, 1, s, 1, 0, s, 0, 1);
            return s.get(ValueLayout.JAVA_DOUBLE, 0);
        }
    }
}
