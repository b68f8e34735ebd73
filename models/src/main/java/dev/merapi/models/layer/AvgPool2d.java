package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the mean of each window of the last two axes: {@link Tensor#avgPool2d(Window)}.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default; what's behind it never does
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record AvgPool2d(Window window, boolean countIncludePad, boolean ceilMode) implements Layer {
    /** Only whole windows. */
    public AvgPool2d(Window window, boolean countIncludePad) {
        this(window, countIncludePad, false);
    }

    /** Padding counts. */
    public AvgPool2d(Window window) {
        this(window, true);
    }

    /** Square windows side by side. */
    public AvgPool2d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        if (ceilMode) {
            return countIncludePad ? window.ceil().average(x) : window.ceil().averageInside(x);
        }
        return countIncludePad ? x.avgPool2d(window) : x.avgPool2dInside(window);
    }
}
