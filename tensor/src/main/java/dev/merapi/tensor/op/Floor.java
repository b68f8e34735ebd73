package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = the largest whole number that isn't above x. */
public record Floor() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.FLOOR;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.zerosLike();
    }
}
