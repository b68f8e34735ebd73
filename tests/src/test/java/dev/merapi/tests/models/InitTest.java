package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Fan;
import dev.merapi.models.layer.Gain;
import dev.merapi.models.layer.Init;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Initializations have the moments and bounds of their formulas, and the key alone decides. */
class InitTest {
    private static final RandomKey KEY = RandomKey.of(3);

    private static double mean(Tensor x) {
        return x.to(DType.FLOAT64).mean().item();
    }

    private static double deviation(Tensor x) {
        return x.to(DType.FLOAT64).std().item();
    }

    /** A sample's deviation from N numbers is off by 1 / sqrt(2 N) of itself, the mean by 1 / sqrt(N): five times that. */
    private static void assertNormal(double std, Tensor x) {
        double n = x.size();
        assertEquals(std, deviation(x), 5 * std / Math.sqrt(2 * n));
        assertEquals(0, mean(x), 5 * std / Math.sqrt(n));
        assertTrue(x.abs().max().item() > 3 * std);
    }

    private static void assertUniform(double bound, Tensor x) {
        double n = x.size();
        double largest = x.abs().max().item();
        assertTrue(largest <= bound * (1 + 1e-6) && largest > 0.999 * bound, "largest " + largest);
        assertEquals(bound / Math.sqrt(3), deviation(x), 5 * bound / Math.sqrt(n));
        assertEquals(0, mean(x), 5 * bound / Math.sqrt(n));
    }

    @Test
    void fans() {
        assertEquals(new Fan(3, 5), Fan.of(3, 5));
        assertEquals(new Fan(4 * 9, 8 * 9), Fan.of(8, 4, 3, 3));
        assertEquals(3, Fan.of(3, 5).by(Fan.Mode.IN));
        assertEquals(5, Fan.of(3, 5).by(Fan.Mode.OUT));
        var e = assertThrows(ShapeException.class, () -> Fan.of(3));
        assertTrue(e.getMessage().contains("[3]") && e.getMessage().contains("[in, out]"), e.getMessage());
    }

    /** As PyTorch's calculate_gain. */
    @Test
    void gains() {
        assertEquals(1.4142135623730951, Gain.RELU);
        assertEquals(1.6666666666666667, Gain.TANH);
        assertEquals(0.75, Gain.SELU);
        assertEquals(1.3867504905630728, Gain.leakyRelu(0.2), 1e-15);
        assertEquals(Gain.RELU, Gain.leakyRelu(0));
        assertEquals(1, Gain.LINEAR);
    }

    @Test
    void xavierAndKaiming() {
        int[] linear = {300, 500};
        int[] conv = {60, 40, 5, 5};
        assertUniform(2 * Math.sqrt(6 / 800.0), Init.xavierUniform(KEY, 2, linear));
        assertNormal(2 * Math.sqrt(2 / 800.0), Init.xavierNormal(KEY, 2, linear));
        assertUniform(Math.sqrt(6 / 2500.0), Init.xavierUniform(KEY, 1, conv));
        assertUniform(Gain.RELU * Math.sqrt(3 / 300.0), Init.kaimingUniform(KEY, Gain.RELU, Fan.Mode.IN, linear));
        assertUniform(Gain.RELU * Math.sqrt(3 / 500.0), Init.kaimingUniform(KEY, Gain.RELU, Fan.Mode.OUT, linear));
        assertNormal(Gain.TANH / Math.sqrt(1000), Init.kaimingNormal(KEY, Gain.TANH, Fan.Mode.IN, conv));
        assertNormal(Gain.TANH / Math.sqrt(1500), Init.kaimingNormal(KEY, Gain.TANH, Fan.Mode.OUT, conv));
        assertUniform(Math.sqrt(3 / 1000.0), Init.lecunUniform(KEY, conv));
        assertNormal(1 / Math.sqrt(1000), Init.lecunNormal(KEY, conv));
        assertTrue(Init.xavierNormal(KEY, 1, linear).equalBits(Init.xavierNormal(KEY, 1, linear)));
    }

    /** Within 2 deviations, a standard normal number has one of 0.87962566. */
    @Test
    void truncatedNormal() {
        Tensor x = Init.truncatedNormal(KEY, 0.02, -0.04, 0.04, 200, 300);
        assertTrue(x.abs().max().item() <= 0.04f);
        assertEquals(0.02 * 0.87962566, deviation(x), 5 * 0.02 / Math.sqrt(2 * 60000));
        Tensor half = Init.truncatedNormal(KEY, 1, 0, 1, 100, 100);
        assertTrue(half.min().item() >= 0 && half.max().item() <= 1);
        // (phi(0) - phi(1)) / (Phi(1) - Phi(0)), and a deviation of 0.28
        assertEquals(0.45986, mean(half), 5 * 0.29 / 100);
        var e = assertThrows(IllegalArgumentException.class, () -> Init.truncatedNormal(KEY, 1, 0.5, 9, 3));
        assertTrue(e.getMessage().contains("[0.5, 9.0]") && e.getMessage().contains("std = 1.0"), e.getMessage());
    }

    /** Nothing but 0 is within [0, 0], and numbers were drawn for ever. */
    @Test
    void truncatedNormalOfANegativeDeviationIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> Init.truncatedNormal(KEY, -1, 0, 0, 3));
        assertTrue(e.getMessage().contains("std = -1.0"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 5", "3, 40", "64, 64", "70, 9"})
    void orthogonal(int rows, int cols) {
        Tensor w = Init.orthogonal(KEY, 1.5, rows, cols).to(DType.FLOAT64).div(1.5);
        Tensor product = rows <= cols ? w.matmul(w.t()) : w.t().matmul(w);
        int n = Math.min(rows, cols);
        double off = product.sub(Tensor.arange(n).oneHot(n).to(DType.FLOAT64))
                .abs()
                .max()
                .item();
        assertTrue(off < 1e-7, "off by " + off);
    }

    /** The first element of a random orthogonal matrix is as often negative as positive; none is special. */
    @Test
    void orthogonalMatricesAreRandom() {
        int negative = 0;
        double squares = 0;
        for (int i = 0; i < 400; i++) {
            double first = Init.orthogonal(KEY.fold(i), 1, 3, 3).get(0, 0);
            negative += first < 0 ? 1 : 0;
            squares += first * first;
        }
        assertEquals(200, negative, 50);
        assertEquals(1 / 3.0, squares / 400, 5 * 0.3 / 20);
        assertEquals(Shape.of(4, 2, 3, 3), Init.orthogonal(KEY, 1, 4, 2, 3, 3).shape());
        var e = assertThrows(ShapeException.class, () -> Init.orthogonal(KEY, 1, 4));
        assertTrue(e.getMessage().contains("orthogonal") && e.getMessage().contains("[4]"), e.getMessage());
    }
}
