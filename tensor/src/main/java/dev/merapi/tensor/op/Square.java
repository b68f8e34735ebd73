package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x^2. */
public record Square() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SQUARE;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.mul(2));
    }
}
