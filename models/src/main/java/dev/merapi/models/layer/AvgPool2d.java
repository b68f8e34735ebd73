package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/** y = the mean of each window of the last two axes: {@link Tensor#avgPool2d(Window)}. */
public record AvgPool2d(Window window) implements Layer {
    /** Square windows side by side. */
    public AvgPool2d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.avgPool2d(window);
    }
}
