package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Tensor;

/** y is x in reverse order along axes, by negative strides. */
public record Flip(Axes axes) implements Op.View {
    @Override
    public Tensor view(Tensor x) {
        int[] strides = x.strides();
        int offset = x.offset();
        for (int axis = 0; axis < strides.length; axis++) {
            if (axes.contains(axis) && x.size() > 0) {
                offset += (x.size(axis) - 1) * strides[axis];
                strides[axis] = -strides[axis];
            }
        }
        return x.view(x.shape(), strides, offset);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.apply(this);
    }
}
