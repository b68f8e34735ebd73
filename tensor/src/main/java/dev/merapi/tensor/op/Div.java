package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = a / b. */
public record Div() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.DIV;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.div(b);
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.mul(y.div(b)).neg();
    }
}
