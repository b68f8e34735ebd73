package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = x sigmoid(x), also called swish. */
public record Silu() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.silu();
    }
}
