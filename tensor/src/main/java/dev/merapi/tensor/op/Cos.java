package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = cos(x), x in radians. */
public record Cos() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.COS;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.sin()).neg();
    }
}
