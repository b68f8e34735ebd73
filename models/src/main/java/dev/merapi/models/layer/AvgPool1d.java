package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the mean of each window of the last axis; only w's numbers count.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default
 */
public record AvgPool1d(Window window, boolean countIncludePad) implements Layer {
    /** Padding counts. */
    public AvgPool1d(Window window) {
        this(window, true);
    }

    /** Windows side by side. */
    public AvgPool1d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return countIncludePad
                ? x.avgPool1d(window)
                : x.unsqueeze(-2).avgPool2dInside(window.row()).squeeze(-2);
    }
}
