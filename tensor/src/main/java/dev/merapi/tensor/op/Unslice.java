package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y is 0 but in one slice, which is x: the adjoint of {@link Slice}, for an axis of {@code size} elements. */
public record Unslice(Slice slice, int size) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        int taken = Math.ceilDiv(slice.to() - slice.from(), slice.step());
        if (x.shape().dim(slice.axis()) != taken) {
            throw new ShapeException("unslice: axis " + slice.axis() + " of " + x.shape() + " should have the " + taken
                    + " elements that the slice takes of " + size + "; give it the slice's own gradient");
        }
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
