package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/** Small tensors that are easy to make again in Python, where the expected numbers come from. */
final class Values {
    private Values() {}

    /** float64 with {@code x[i] = ((7 i + seed) mod 11 - 5) / 4}, exact in float32 too. */
    static Tensor sample(int seed, int... dims) {
        Shape shape = Shape.of(dims);
        double[] x = new double[shape.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((7 * i + seed) % 11 - 5) / 4.0;
        }
        return Tensor.of(shape, x);
    }

    /** PyTorch 2.13's result in float64, to 15 digits; and in float32 to what a dozen roundings may cost. */
    static void assertClose(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toDoubleArray(), actual.dtype() == DType.FLOAT64 ? 1e-13 : 2e-6);
    }
}
