package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x Phi(x), Phi the normal distribution function, by erf (Hendrycks and Gimpel, arXiv 1606.08415). */
public record Gelu() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.GELU;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new GeluGrad(), x);
    }
}
