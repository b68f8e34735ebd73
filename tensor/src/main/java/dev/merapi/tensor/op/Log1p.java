package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = log(1 + x), exact also near 0. */
public record Log1p() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.LOG1P;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.div(x.add(1));
    }
}
