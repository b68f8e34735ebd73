package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code toString} prints is what NumPy 2 prints, with {@code array2string(a, prefix="tensor(", max_line_width=80)}. */
class PrinterTest {
    static Stream<Arguments> printed() {
        return Stream.of(
                Arguments.of(
                        Tensor.of(Shape.of(2, 3), 1L, -2, 3, 40, 5, 6),
                        "tensor([[ 1 -2  3]\n        [40  5  6]], int64 [2, 3])"),
                Arguments.of(Tensor.of(1f, 2.5f, -3.125f), "tensor([ 1.     2.5   -3.125], float32 [3])"),
                Arguments.of(Tensor.scalar(DType.FLOAT32, 3.5), "tensor(3.5, float32 [])"),
                Arguments.of(Tensor.of(1e-5f, 1f), "tensor([1.e-05 1.e+00], float32 [2])"),
                Arguments.of(Tensor.of(1e9f, 1.5f, 0f), "tensor([1.0e+09 1.5e+00 0.0e+00], float32 [3])"),
                Arguments.of(
                        Tensor.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.5f),
                        "tensor([ nan  inf -inf  1.5], float32 [4])"),
                Arguments.of(
                        Tensor.of(true, false, false, true).reshape(2, 2),
                        "tensor([[ True False]\n        [False  True]], bool [2, 2])"),
                Arguments.of(Tensor.of(Math.PI, Math.E), "tensor([3.14159265 2.71828183], float64 [2])"),
                Arguments.of(Tensor.of((float) Math.PI, (float) Math.E), "tensor([3.1415927 2.7182817], float32 [2])"),
                Arguments.of(Tensor.of(-0f, 0f), "tensor([-0.  0.], float32 [2])"),
                Arguments.of(Tensor.of(DType.UINT8, Shape.of(2), (byte) 0, (byte) 255), "tensor([  0 255], uint8 [2])"),
                Arguments.of(Tensor.of(1 / 3f, 2 / 3f, 1f), "tensor([0.33333334 0.6666667  1.        ], float32 [3])"),
                Arguments.of(Tensor.of(1.25e10, 3e-300, 1.0), "tensor([1.25e+010 3.00e-300 1.00e+000], float64 [3])"),
                Arguments.of(Tensor.zeros(2, 0), "tensor([], float32 [2, 0])"),
                Arguments.of(Tensor.zeros(1 << 16, 1 << 16, 0), "tensor([], float32 [65536, 65536, 0])"),
                Arguments.of(Tensor.arange(2000), "tensor([   0    1    2 ... 1997 1998 1999], int64 [2000])"));
    }

    @ParameterizedTest
    @MethodSource("printed")
    void asNumPy(Tensor t, String text) {
        assertEquals(text, t.toString());
    }

    @Test
    void matricesStandApart() {
        assertEquals("""
                tensor([[[ 0  1]
                         [ 2  3]
                         [ 4  5]]

                        [[ 6  7]
                         [ 8  9]
                         [10 11]]], int64 [2, 3, 2])""", Tensor.arange(12).reshape(2, 3, 2).toString());
    }

    @Test
    void longAxesAreShortened() {
        Tensor quarters = Tensor.arange(3000).div(4).reshape(1000, 3);
        assertEquals("""
                tensor([[0.0000e+00 2.5000e-01 5.0000e-01]
                        [7.5000e-01 1.0000e+00 1.2500e+00]
                        [1.5000e+00 1.7500e+00 2.0000e+00]
                        ...
                        [7.4775e+02 7.4800e+02 7.4825e+02]
                        [7.4850e+02 7.4875e+02 7.4900e+02]
                        [7.4925e+02 7.4950e+02 7.4975e+02]], float32 [1000, 3])""", quarters.toString());
    }

    /** NumPy shortens no axis of 6 elements or fewer, however many there are. */
    @Test
    void manyAxesAreShortenedToo() {
        String five = Tensor.zeros(5, 5, 5, 5, 5, 5, 5, 5).toString();
        assertTrue(five.length() < 20_000, () -> five.length() + " characters");
        assertTrue(five.startsWith("tensor([[[[[[[[0. ... 0.]"), five);
        String two = Tensor.zeros(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2).toString();
        assertTrue(two.startsWith("tensor([[[[[[[[[[[0. ...]"), two);
        assertTrue(two.endsWith("...], float32 [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])"), two);
    }

    @Test
    void rowsWrapAsNumPys() {
        assertEquals("""
                tensor([    0  1000  2000  3000  4000  5000  6000  7000  8000  9000 10000 11000
                        12000 13000 14000 15000 16000 17000 18000 19000 20000 21000 22000 23000
                        24000 25000 26000 27000 28000 29000], int64 [30])""", Tensor.arange(30).mul(1000).toString());
    }

    @Test
    void viewsArePrintedAsTheyLook() {
        assertEquals(
                "tensor([[4 1]\n        [5 2]], int64 [2, 2])",
                Tensor.arange(6).reshape(2, 3).slice(1, 1, 3).t().flip(1).toString());
    }

    @Test
    void freedTensorsSaySo() {
        Tensor t;
        try (Scope _ = Scope.open()) {
            t = Tensor.ones(2, 3);
        }
        assertEquals("tensor(freed, float32 [2, 3])", t.toString());
    }
}
