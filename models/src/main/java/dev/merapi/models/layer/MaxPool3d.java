package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window3d;

/**
 * y = the largest element of each window of the last three axes: {@link Tensor#maxPool3d(Window3d)}.
 *
 * @param window how it looks and moves
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record MaxPool3d(Window3d window, boolean ceilMode) implements Layer {
    /** Only whole windows. */
    public MaxPool3d(Window3d window) {
        this(window, false);
    }

    /** Cubes side by side. */
    public MaxPool3d(int kernel) {
        this(Window3d.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return ceilMode ? window.maxCeil(x) : x.maxPool3d(window);
    }
}
