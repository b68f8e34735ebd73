package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = sqrt(x); NaN below 0. */
public record Sqrt() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SQRT;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.div(y.mul(2));
    }
}
