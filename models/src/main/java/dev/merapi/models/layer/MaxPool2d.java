package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the largest element of each window of the last two axes: {@link Tensor#maxPool2d(Window)}.
 *
 * @param window how it looks and moves
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record MaxPool2d(Window window, boolean ceilMode) implements FusesRelu {
    /** Only whole windows. */
    public MaxPool2d(Window window) {
        this(window, false);
    }

    /** Square windows side by side. */
    public MaxPool2d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return ceilMode ? x.maxPool2dCeil(window) : x.maxPool2d(window);
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        return ceilMode ? x.maxPool2dCeil(window).relu() : x.maxPool2dRelu(window);
    }
}
