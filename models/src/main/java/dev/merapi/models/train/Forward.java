package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.Tensor;

/**
 * How a batch goes through a model: what the loss compares with the batch's targets. A model that is a {@link Layer} of the
 * batch's inputs needs none; others say which tensors go where:
 *
 * <pre>{@code
 * new Trainer(model, batch -> model.forward(batch.inputs(), batch.more().getFirst()), recipe)
 * }</pre>
 */
@FunctionalInterface
public interface Forward {
    /** The output [n, ...] for a batch of n samples. */
    Tensor of(Batch batch);

    /** {@code model.forward(batch.inputs())}. */
    static Forward of(Layer model) {
        return batch -> model.forward(batch.inputs());
    }
}
