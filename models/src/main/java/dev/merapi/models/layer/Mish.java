package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = x tanh(softplus(x)). Source: Misra, "Mish: a self regularized non-monotonic activation function", 2019. */
public record Mish() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.mish();
    }
}
