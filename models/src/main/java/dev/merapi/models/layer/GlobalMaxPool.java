package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** y [n, c] = the largest element of each channel of x [n, c, ..], whatever its size; equal ones share the gradient. */
public record GlobalMaxPool() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() < 3) {
            throw new ShapeException(
                    "GlobalMaxPool: the input " + x.shape() + " has no axes behind [n, c]; it's pooled already");
        }
        return x.flatten(2).max(2);
    }
}
