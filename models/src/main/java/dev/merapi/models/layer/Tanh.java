package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = tanh(x). */
public record Tanh() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
