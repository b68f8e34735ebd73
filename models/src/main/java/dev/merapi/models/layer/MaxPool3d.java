package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window3d;

/** y = the largest element of each window of the last three axes: {@link Tensor#maxPool3d(Window3d)}. */
public record MaxPool3d(Window3d window) implements Layer {
    /** Cubes side by side. */
    public MaxPool3d(int kernel) {
        this(Window3d.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.maxPool3d(window);
    }
}
