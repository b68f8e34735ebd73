package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y [.., length] = the means of windows that divide x [.., l] as evenly as can be, as PyTorch's. */
public record AdaptiveAvgPool1d(int length) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveAvgPool1d(length);
    }
}
