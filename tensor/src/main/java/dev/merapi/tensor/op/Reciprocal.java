package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = 1 / x. */
public record Reciprocal() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.RECIPROCAL;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(y.square()).neg();
    }
}
