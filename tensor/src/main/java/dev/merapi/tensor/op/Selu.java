package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = scale x where x &gt; 0, else scale alpha (e^x - 1), scale 1.0507, alpha 1.6733 (Klambauer et al., arXiv 1706.02515). */
public record Selu() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SELU;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new SeluGrad(), y);
    }
}
