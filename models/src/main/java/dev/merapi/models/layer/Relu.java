package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = max(x, 0); a {@link Sequential} fuses it with the layer in front. */
public record Relu() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
