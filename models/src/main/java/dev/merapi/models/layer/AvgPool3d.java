package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window3d;

/**
 * y = the mean of each window of the last three axes: {@link Tensor#avgPool3d(Window3d)}.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default
 */
public record AvgPool3d(Window3d window, boolean countIncludePad) implements Layer {
    /** Cubes side by side. */
    public AvgPool3d(int kernel) {
        this(Window3d.of(kernel), true);
    }

    @Override
    public Tensor forward(Tensor x) {
        return countIncludePad ? x.avgPool3d(window) : window.averageInside(x);
    }
}
