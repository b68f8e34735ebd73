package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = e^x - 1, exact also near 0. */
public record Expm1() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.EXPM1;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(y.add(1));
    }
}
