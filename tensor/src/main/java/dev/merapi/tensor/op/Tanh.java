package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = tanh(x). */
public record Tanh() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.TANH;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new TanhGrad(), y);
    }
}
