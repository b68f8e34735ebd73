package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Oracles;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zeros of both signs, infinities, NaN, the largest and the smallest numbers: what IEEE 754 and Java's functions say. */
@Tag("bits")
class SpecialValuesTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    /** More than 16, so that vectors see them, too. */
    private static final float[] VALUES = {
        0,
        -0f,
        1,
        -1,
        0.5f,
        -0.5f,
        1.5f,
        2.5f,
        -2.5f,
        INF,
        -INF,
        Float.NaN,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_NORMAL,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-20f,
        -1e-20f,
        88,
        -88,
        104,
        -104,
        1e8f,
        -1e8f,
        8388609
    };

    static Stream<Arguments> unary() {
        return Stream.of(
                unary("neg", Tensor::neg, x -> -x),
                unary("abs", Tensor::abs, Math::abs),
                unary("sign", Tensor::sign, Math::signum),
                unary("square", Tensor::square, x -> x * x),
                unary("sqrt", Tensor::sqrt, Math::sqrt),
                unary("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x)),
                unary("reciprocal", Tensor::reciprocal, x -> 1 / x),
                unary("floor", Tensor::floor, Math::floor),
                unary("ceil", Tensor::ceil, Math::ceil),
                unary("round", Tensor::round, Math::rint),
                unary("exp", Tensor::exp, StrictMath::exp),
                unary("expm1", Tensor::expm1, StrictMath::expm1),
                unary("log", Tensor::log, StrictMath::log),
                unary("log1p", Tensor::log1p, StrictMath::log1p),
                unary("tanh", Tensor::tanh, StrictMath::tanh),
                unary("sigmoid", Tensor::sigmoid, Oracles::sigmoid),
                unary("relu", Tensor::relu, x -> Double.isNaN(x) ? x : x > 0 ? x : 0),
                unary("leakyRelu", x -> x.leakyRelu(0.5), x -> x > 0 || Double.isNaN(x) ? x : 0.5 * x),
                unary("clamp", x -> x.clamp(-1, 2), x -> Double.isNaN(x) ? x : Math.clamp(x, -1, 2)),
                unary("elu", x -> x.elu(1), x -> x > 0 ? x : StrictMath.expm1(x)),
                unary("softplus", Tensor::softplus, x -> x > 100 ? x : StrictMath.log1p(StrictMath.exp(x))));
    }

    @FunctionalInterface
    interface Unary {
        Tensor of(Tensor x);
    }

    @FunctionalInterface
    interface Binary {
        Tensor of(Tensor a, Tensor b);
    }

    private static Arguments unary(String name, Unary f, DoubleUnaryOperator want) {
        return Arguments.of(name, f, want);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unary")
    void functions(String name, Unary f, DoubleUnaryOperator want) {
        Tensor x = Tensor.of(VALUES);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double[] got = f.of(x.to(dtype)).toDoubleArray();
            for (int i = 0; i < VALUES.length; i++) {
                close(name + "(" + VALUES[i] + ")", dtype, want.applyAsDouble(VALUES[i]), got[i]);
            }
        }
    }

    /** Within 3 ulp (functions state at most 2.5), with the same zero, infinity or NaN. */
    private static void close(String what, DType dtype, double want, double got) {
        boolean single = dtype == DType.FLOAT32;
        double nearest = single ? (float) want : want;
        boolean plain = Double.isFinite(nearest) && nearest != 0;
        double ulp = single ? Math.ulp((float) want) : Math.ulp(want);
        boolean fits = plain ? Math.abs(got - want) <= 3 * ulp : Double.compare(got, nearest) == 0;
        assertTrue(fits, () -> what + " in " + dtype + " is " + got + ", not " + nearest);
    }

    static Stream<Arguments> binary() {
        return Stream.of(
                binary("add", Tensor::add, Double::sum),
                binary("sub", Tensor::sub, (a, b) -> a - b),
                binary("mul", Tensor::mul, (a, b) -> a * b),
                binary("div", Tensor::div, (a, b) -> a / b),
                binary("maximum", Tensor::maximum, Math::max),
                binary("minimum", Tensor::minimum, Math::min),
                binary("pow", Tensor::pow, SpecialValuesTest::pow),
                binary("eq", Tensor::eq, (a, b) -> a == b ? 1 : 0),
                binary("ne", Tensor::ne, (a, b) -> a != b ? 1 : 0),
                binary("lt", Tensor::lt, (a, b) -> a < b ? 1 : 0),
                binary("le", Tensor::le, (a, b) -> a <= b ? 1 : 0),
                binary("gt", Tensor::gt, (a, b) -> a > b ? 1 : 0),
                binary("ge", Tensor::ge, (a, b) -> a >= b ? 1 : 0));
    }

    private static Arguments binary(String name, Binary f, DoubleBinaryOperator want) {
        return Arguments.of(name, f, want);
    }

    /** IEEE 754's, where Java says NaN: 1^NaN and (-1)^infinity. */
    private static double pow(double a, double b) {
        boolean one = a == 1 || (a == -1 && Double.isInfinite(b));
        return one ? 1 : StrictMath.pow(a, b);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binary")
    void pairs(String name, Binary f, DoubleBinaryOperator want) {
        Tensor x = Tensor.of(VALUES);
        int n = VALUES.length;
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor y = f.of(x.to(dtype).unsqueeze(1), x.to(dtype));
            double[] got = y.toDoubleArray();
            for (int i = 0; i < n * n; i++) {
                float a = VALUES[i / n];
                float b = VALUES[i % n];
                close(name + "(" + a + ", " + b + ")", dtype, want.applyAsDouble(a, b), got[i]);
            }
        }
    }

    /** One exponent for all has loops of its own. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 1, 0.5, -1, -0.5, 3})
    void repeatedExponents(double b) {
        functions("pow " + b, x -> x.pow(Tensor.of(b).to(x.dtype())), a -> pow(a, b));
    }

    /** gelu has its limit; silu and gelu's tanh form have the product's NaN, as in PyTorch. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void activationsAtMinusInfinity(DType dtype) {
        Tensor x = Tensor.of(-INF).to(dtype);
        close("gelu(-inf)", dtype, -0.0, x.gelu().item());
        assertTrue(Double.isNaN(x.silu().item()) && Double.isNaN(x.geluTanh().item()));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void notANumberWinsReductions(DType dtype) {
        Tensor x = Tensor.of(1f, Float.NaN, -INF, Float.NaN, INF).to(dtype);
        assertTrue(Double.isNaN(x.max().item())
                && Double.isNaN(x.min().item())
                && Double.isNaN(x.sum().item()));
        assertEquals(1, x.argmax().itemLong());
        assertEquals(1, x.argmin().itemLong());
        assertTrue(Double.isNaN(x.reshape(1, 1, 5).maxPool2d(Window.of(1, 5)).item()));
        assertEquals(2, x.isNan().sum().item());
        assertEquals(2, x.isInf().sum().item());
        assertEquals(1, x.isFinite().sum().item());
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void infinitiesInSoftmax(DType dtype) {
        Tensor x = Tensor.of(-INF, 0, -INF, 0).to(dtype);
        assertTrue(x.softmax(0).equalBits(Tensor.of(0f, 0.5f, 0, 0.5f).to(dtype)));
        assertEquals(-Double.POSITIVE_INFINITY, x.logSoftmax(0).get(0));
        assertEquals(Math.log(2), x.logSumExp(false).item(), 1e-6);
        assertEquals(
                Double.NEGATIVE_INFINITY,
                Tensor.of(-INF, -INF).to(dtype).logSumExp(false).item());
        assertTrue(Tensor.of(1e30f, -1e30f)
                .to(dtype)
                .softmax(0)
                .equalBits(Tensor.of(1f, 0).to(dtype)));
    }

    @Test
    void castsSaturateAsTheyStateTo() {
        Tensor x = Tensor.of(Float.NaN, INF, -INF, 3.9f, -3.9f, 1e30f);
        Tensor longs = Tensor.of(0, Long.MAX_VALUE, Long.MIN_VALUE, 3, -3, Long.MAX_VALUE);
        assertTrue(x.to(DType.INT64).equalBits(longs));
        assertTrue(Tensor.of(300, -1, 256)
                .to(DType.UINT8)
                .equalBits(Tensor.of(DType.UINT8, Shape.of(3), (byte) 44, (byte) 255, (byte) 0)));
        assertTrue(Tensor.of(Float.NaN, 0, -0f, 0.1f).to(DType.BOOL).equalBits(Tensor.of(true, false, false, true)));
    }
}
