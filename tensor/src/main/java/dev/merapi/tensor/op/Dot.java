package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = sum a[i] b[i] of two vectors, in the order of {@link dev.merapi.simd.Reduction#dot}. */
public record Dot() implements Op.Binary {
    @Override
    public Spec spec(Spec a, Spec b) {
        Require.floating(this, a, b);
        if (a.shape().rank() != 1 || !a.shape().equals(b.shape())) {
            throw new ShapeException("dot: " + a.shape() + " and " + b.shape()
                    + " aren't two vectors of one length; matmul multiplies matrices, flatten() makes a vector");
        }
        return a.with(Shape.SCALAR);
    }

    @Override
    public void forward(Tensor a, Tensor b, Tensor y) {
        Tensor l = Contiguous.of(a);
        Tensor r = Contiguous.of(b);
        if (a.dtype() == DType.FLOAT32) {
            var kernel = Kernels.active().reduction();
            Elements.set(y, 0, kernel.dot(l.segment(), l.offset(), r.segment(), r.offset(), l.size()));
        } else {
            Elements.set(y, 0, ReductionDouble.dot(l.segment(), l.offset(), r.segment(), r.offset(), l.size()));
        }
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return b.mul(dy);
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.mul(dy);
    }
}
