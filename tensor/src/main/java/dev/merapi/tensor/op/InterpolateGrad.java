package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** dx of {@link Interpolate} along an axis that had {@code size} elements: the transposed matrix. */
public record InterpolateGrad(int axis, int size, Interpolation mode) implements Op.Unary {
    @Override
    public Spec spec(Spec dy) {
        return Require.floating(this, dy).with(dy.shape().with(axis, size));
    }

    @Override
    public void forward(Tensor dy, Tensor dx) {
        mode.taps(size, dy.size(axis)).transposed(size).apply(Contiguous.of(dy), dx, axis);
    }

    @Override
    public Tensor gradient(Tensor d, Tensor dy, Tensor dx) {
        return d.apply(new Interpolate(axis, dy.size(axis), mode));
    }
}
