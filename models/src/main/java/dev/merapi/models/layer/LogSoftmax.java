package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = x - log(sum(exp(x))) along an axis.
 *
 * @param axis negative ones count from the end
 */
public record LogSoftmax(int axis) implements Layer {
    /** Along the last axis. */
    public LogSoftmax() {
        this(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(axis);
    }
}
