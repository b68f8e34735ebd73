package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y [.., depth, height, width] = the means of windows that divide x [.., d, h, w] as evenly as can be, as PyTorch's.
 */
public record AdaptiveAvgPool3d(int depth, int height, int width) implements Layer {
    /** A cube. */
    public AdaptiveAvgPool3d(int size) {
        this(size, size, size);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.adaptiveAvgPool3d(depth, height, width);
    }
}
