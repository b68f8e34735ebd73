package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = -x. */
public record Neg() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.NEG;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.neg();
    }
}
