package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = sqrt(sum x^2) of a vector x. */
public record Norm() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Require.floating(this, x).with(Shape.SCALAR);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        if (x.dtype() == DType.FLOAT32) {
            float sum =
                    Kernels.active().reduction().dot(in.segment(), in.offset(), in.segment(), in.offset(), in.size());
            Elements.set(y, 0, (float) Math.sqrt(sum));
        } else {
            Elements.set(
                    y,
                    0,
                    Math.sqrt(ReductionDouble.dot(in.segment(), in.offset(), in.segment(), in.offset(), in.size())));
        }
    }

    /** dy x / y, and 0 at x = 0. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.mul(dy.div(y.maximum(Float.MIN_NORMAL)));
    }
}
