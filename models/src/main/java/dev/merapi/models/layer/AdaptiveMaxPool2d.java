package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y [.., height, width] = the largest of windows that divide x [.., h, w] as evenly as can be, as PyTorch's. */
public record AdaptiveMaxPool2d(int height, int width) implements Layer {
    /** A square result. */
    public AdaptiveMaxPool2d(int size) {
        this(size, size);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveMaxPool2d(height, width);
    }
}
