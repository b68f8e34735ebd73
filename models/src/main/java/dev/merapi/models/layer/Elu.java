package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = x where x > 0, else alpha (e^x - 1).
 *
 * @param alpha 1 by default
 */
public record Elu(double alpha) implements Layer {
    /** An alpha of 1. */
    public Elu() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.elu(alpha);
    }
}
