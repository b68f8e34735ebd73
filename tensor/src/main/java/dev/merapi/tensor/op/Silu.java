package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x sigmoid(x), also called swish (Hendrycks and Gimpel, arXiv 1606.08415). */
public record Silu() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SILU;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new SiluGrad(), x);
    }
}
