package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = 1 / (1 + e^-x). */
public record Sigmoid() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SIGMOID;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new SigmoidGrad(), y);
    }
}
