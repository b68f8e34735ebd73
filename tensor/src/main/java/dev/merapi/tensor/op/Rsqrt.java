package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = 1 / sqrt(x). */
public record Rsqrt() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.RSQRT;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(y.mul(y.square())).mul(-0.5);
    }
}
