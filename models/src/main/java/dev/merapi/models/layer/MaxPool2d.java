package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;

/** y = the largest element of each window of the last two axes: {@link Tensor#maxPool2d(Window)}. */
public record MaxPool2d(Window window) implements Layer {
    /** Square windows side by side. */
    public MaxPool2d(int kernel) {
        this(Window.of(kernel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.maxPool2d(window);
    }
}
