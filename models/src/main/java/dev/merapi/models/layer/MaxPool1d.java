package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the largest element of each window of the last axis: {@link Tensor#maxPool1d(Window)}; only w's numbers count.
 *
 * @param window how it looks and moves
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record MaxPool1d(Window window, boolean ceilMode) implements Layer {
    /** Only whole windows. */
    public MaxPool1d(Window window) {
        this(window, false);
    }

    /** Windows side by side. */
    public MaxPool1d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return ceilMode ? window.row().ceil().max(x.unsqueeze(-2)).squeeze(-2) : x.maxPool1d(window);
    }
}
