package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = a sigmoid(b), where a and b are the halves of x along an axis. Source: Dauphin et al., "Language modeling with gated
 * convolutional networks", 2017.
 *
 * @param axis negative ones count from the end
 */
public record Glu(int axis) implements Layer {
    /** Along the last axis. */
    public Glu() {
        this(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.glu(axis);
    }
}
