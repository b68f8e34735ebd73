package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window3d;

/**
 * y = the mean of each window of the last three axes: {@link Tensor#avgPool3d(Window3d)}.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default; what's behind it never does
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record AvgPool3d(Window3d window, boolean countIncludePad, boolean ceilMode) implements Layer {
    /** Only whole windows. */
    public AvgPool3d(Window3d window, boolean countIncludePad) {
        this(window, countIncludePad, false);
    }

    /** Cubes side by side. */
    public AvgPool3d(int kernel) {
        this(Window3d.of(kernel), true);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (ceilMode) {
            return countIncludePad ? window.averageCeil(x) : window.averageInsideCeil(x);
        }
        return countIncludePad ? x.avgPool3d(window) : window.averageInside(x);
    }
}
