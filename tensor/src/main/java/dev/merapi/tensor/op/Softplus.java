package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = log(1 + e^x). */
public record Softplus() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SOFTPLUS;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.sigmoid());
    }
}
