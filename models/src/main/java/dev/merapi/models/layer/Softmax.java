package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = exp(x) / sum(exp(x)) along an axis. Not for a model's last layer in training: losses take logits.
 *
 * @param axis negative ones count from the end
 */
public record Softmax(int axis) implements Layer {
    /** Along the last axis. */
    public Softmax() {
        this(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(axis);
    }
}
