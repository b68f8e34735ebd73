package dev.merapi.models.data;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Samples that are tensors in memory.
 *
 * @param inputs [n, ...]
 * @param targets [n, ...]
 */
public record TensorDataset(Tensor inputs, Tensor targets) implements Dataset {
    /** Checks that there are as many inputs as targets. */
    public TensorDataset {
        if (inputs.rank() == 0 || targets.rank() == 0 || inputs.size(0) != targets.size(0)) {
            throw new ShapeException("a data set of inputs " + inputs.shape() + " and targets " + targets.shape()
                    + " doesn't pair up; both need one first axis, the samples");
        }
    }

    @Override
    public int size() {
        return inputs.size(0);
    }

    @Override
    public Batch batch(int[] indices) {
        Tensor index = Tensor.of(Dataset.existing(size(), indices));
        return new Batch(inputs.indexSelect(0, index), targets.indexSelect(0, index));
    }
}
