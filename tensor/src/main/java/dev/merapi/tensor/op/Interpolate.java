package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y is x with one axis resized to {@code size} elements. */
public record Interpolate(int axis, int size, Interpolation mode) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        Require.floating(this, x);
        if (size < 1 || x.shape().dim(axis) < 1) {
            throw new ShapeException("interpolate: axis " + axis + " of " + x.shape() + " can't be resized to " + size
                    + "; both sizes must be 1 or more");
        }
        return x.with(x.shape().with(axis, size));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        mode.taps(x.size(axis), size).apply(Contiguous.of(x), y, axis);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new InterpolateGrad(axis, x.size(axis), mode));
    }
}
