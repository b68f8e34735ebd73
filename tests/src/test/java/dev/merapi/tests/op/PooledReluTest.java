package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code maxPool2dRelu} has the bits of relu before the pool and behind it, and so have its gradients. */
@Tag("bits")
class PooledReluTest {
    private static final RandomKey KEY = RandomKey.of(5);

    static List<Window> windows() {
        return List.of(
                Window.of(2), Window.of(3).stride(2).padding(1), Window.of(2, 3).stride(3, 1));
    }

    /** Whole numbers around 0: windows with equal winners, and many that relu clears. */
    private static Tensor ties(int... dims) {
        return Tensors.random(KEY, DType.FLOAT32, Domain.whole(-4, 2), dims);
    }

    private static void assertSame(Tensor x, Window w) {
        UnaryOperator<Tensor> inOnePass = y -> y.maxPool2dRelu(w);
        assertSame(x, inOnePass, y -> y.relu().maxPool2d(w), "relu before the pool");
        assertSame(x, inOnePass, y -> y.maxPool2d(w).relu(), "relu behind the pool");
    }

    private static void assertSame(Tensor x, UnaryOperator<Tensor> a, UnaryOperator<Tensor> b, String message) {
        Tensor dy = KEY.fold("dy").normal(a.apply(x).shape().dims()).to(x.dtype());
        assertTrue(a.apply(x).equalBits(b.apply(x)), message);
        assertTrue(Autograd.vjp(a, x, dy).equalBits(Autograd.vjp(b, x, dy)), "gradient of " + message);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void orderDoesNotMatter(Window w) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            assertSame(ties(3, 5, 9, 11).to(dtype), w);
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void specialValuesPassAsTheyDoInTwoSteps(Window w) {
        float[] values = {Float.NaN, -0f, 0f, -1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 2};
        float[] x = new float[2 * 9 * 11];
        for (int i = 0; i < x.length; i++) {
            x[i] = values[(int) (KEY.fold(i).bits() >>> 33) % values.length];
        }
        assertSame(Tensor.of(Shape.of(2, 9, 11), x), w);
    }
}
