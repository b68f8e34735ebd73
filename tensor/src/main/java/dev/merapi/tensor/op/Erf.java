package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = erf(x) = 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x. */
public record Erf() implements Pointwise {
    private static final double SLOPE = 2 / Math.sqrt(Math.PI);

    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.ERF;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.mul(x.square().neg().exp().mul(SLOPE));
    }
}
