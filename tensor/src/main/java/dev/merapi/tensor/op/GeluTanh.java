package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), the fast form of {@link Gelu} that GPT-2 uses. */
public record GeluTanh() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.GELU_TANH;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new GeluTanhGrad(), x);
    }
}
