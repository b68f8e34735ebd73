package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = log(x), the natural one; -inf at 0, NaN below. */
public record Log() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.LOG;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.div(x);
    }
}
