package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = the whole number nearest to x, the even one of two, as IEEE and NumPy round. */
public record Round() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.ROUND;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.zerosLike();
    }
}
