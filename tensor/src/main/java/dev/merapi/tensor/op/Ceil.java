package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = the smallest whole number that isn't below x. */
public record Ceil() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.CEIL;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.zerosLike();
    }
}
