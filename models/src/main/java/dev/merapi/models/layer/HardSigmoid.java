package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = min(max(x + 3, 0), 6) / 6. */
public record HardSigmoid() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.hardSigmoid();
    }
}
