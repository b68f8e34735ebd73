package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = 1 / (1 + e^-x). */
public record Sigmoid() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
