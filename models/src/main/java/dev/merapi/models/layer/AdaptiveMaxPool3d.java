package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y [.., depth, height, width] = the largest of windows that divide x [.., d, h, w] as evenly as can be, as PyTorch's.
 */
public record AdaptiveMaxPool3d(int depth, int height, int width) implements Layer {
    /** A cube. */
    public AdaptiveMaxPool3d(int size) {
        this(size, size, size);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveMaxPool3d(depth, height, width);
    }
}
