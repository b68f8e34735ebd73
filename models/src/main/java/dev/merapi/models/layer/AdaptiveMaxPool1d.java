package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y [.., length] = the largest of windows that divide x [.., l] as evenly as can be, as PyTorch's. */
public record AdaptiveMaxPool1d(int length) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveMaxPool1d(length);
    }
}
