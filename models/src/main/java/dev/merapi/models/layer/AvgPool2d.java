package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the mean of each window of the last two axes: {@link Tensor#avgPool2d(Window)}.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default
 */
public record AvgPool2d(Window window, boolean countIncludePad) implements Layer {
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
        return countIncludePad ? x.avgPool2d(window) : x.avgPool2dInside(window);
    }
}
