package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = max(x, 0); its slope at 0 is 0 and NaN stays NaN. */
public record Relu() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.RELU;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new ReluGrad(), x);
    }
}
