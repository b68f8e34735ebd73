package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = |x|; its slope at 0 is 0. */
public record Abs() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.ABS;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.sign());
    }
}
