package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/**
 * y = the largest element of each window of the last axis: {@link Tensor#maxPool1d(Window)}; only w's numbers count.
 */
public record MaxPool1d(Window window) implements Layer {
    /** Windows side by side. */
    public MaxPool1d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.maxPool1d(window);
    }
}
