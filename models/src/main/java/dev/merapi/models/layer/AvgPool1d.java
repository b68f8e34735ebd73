package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the mean of each window of the last axis; only w's numbers count.
 *
 * @param window how it looks and moves
 * @param countIncludePad whether padding counts, as zeros; true by default; what's behind it never does
 * @param ceilMode whether windows count that begin inside x and end behind it; false by default
 */
public record AvgPool1d(Window window, boolean countIncludePad, boolean ceilMode) implements Layer {
    /** Only whole windows. */
    public AvgPool1d(Window window, boolean countIncludePad) {
        this(window, countIncludePad, false);
    }

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
        return new AvgPool2d(window.row(), countIncludePad, ceilMode)
                .forward(x.unsqueeze(-2))
                .squeeze(-2);
    }
}
