package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = silu(a) b, where a and b are the halves of x along an axis. Source: Shazeer, "GLU variants improve transformer", 2020.
 *
 * @param axis negative ones count from the end
 */
public record SwiGlu(int axis) implements Layer {
    /** Along the last axis. */
    public SwiGlu() {
        this(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.swiGlu(axis);
    }
}
