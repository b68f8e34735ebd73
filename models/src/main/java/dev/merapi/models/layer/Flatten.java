package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** [n, a, b, ...] becomes [n, a b ...]. */
public record Flatten() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
