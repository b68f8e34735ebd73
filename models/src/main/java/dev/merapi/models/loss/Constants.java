package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;

/** What losses ask of their constants: one that is NaN or infinite would make every loss so, whatever the model does. */
final class Constants {
    private Constants() {}

    static void finite(String loss, String name, double value) {
        check(loss, name, value, true, "finite");
    }

    static void positive(String loss, String name, double value) {
        check(loss, name, value, value > 0, "above 0 and finite");
    }

    static void notNegative(String loss, String name, double value) {
        check(loss, name, value, value >= 0, "at least 0 and finite");
    }

    /** A finite number that also {@code fits}, in words {@code bounds}. */
    static void check(String loss, String name, double value, boolean fits, String bounds) {
        if (!fits || !Double.isFinite(value)) {
            throw new IllegalArgumentException(loss + ": " + name + " " + value + " must be " + bounds);
        }
    }

    /** Finite weights, if there are any. */
    static void finite(String loss, String name, Optional<Tensor> weights) {
        double[] values = weights.map(Tensor::toDoubleArray).orElse(new double[0]);
        for (int i = 0; i < values.length; i++) {
            finite(loss, name + "[" + i + "]", values[i]);
        }
    }
}
