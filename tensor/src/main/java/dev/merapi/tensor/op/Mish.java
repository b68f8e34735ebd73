package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x tanh(softplus(x)) (Misra, arXiv 1908.08681). */
public record Mish() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.MISH;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new MishGrad(), x);
    }
}
