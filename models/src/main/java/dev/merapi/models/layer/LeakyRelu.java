package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = x where x > 0, else slope x.
 *
 * @param slope 0.01 by default
 */
public record LeakyRelu(double slope) implements Layer {
    /** A slope of 0.01. */
    public LeakyRelu() {
        this(0.01);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(slope);
    }
}
