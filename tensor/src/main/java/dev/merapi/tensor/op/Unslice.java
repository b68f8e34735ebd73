package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y is 0 but in one slice, which is x: the adjoint of {@link Slice}, for an axis of {@code size} elements. */
public record Unslice(Slice slice, int size) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return x.with(x.shape().with(slice.axis(), size));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Fill.zero(y);
        Contiguous.copy(x, slice.view(y));
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(slice);
    }
}
