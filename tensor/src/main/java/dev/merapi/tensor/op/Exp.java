package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = e^x. */
public record Exp() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.EXP;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(y);
    }
}
