package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = sin(x), x in radians. */
public record Sin() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SIN;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.cos());
    }
}
