package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y [.., height, width] = the means of windows that divide x [.., h, w] as evenly as can be, as PyTorch's. */
public record AdaptiveAvgPool2d(int height, int width) implements Layer {
    /** A square result. */
    public AdaptiveAvgPool2d(int size) {
        this(size, size);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveAvgPool2d(height, width);
    }
}
