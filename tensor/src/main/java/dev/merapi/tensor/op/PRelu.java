package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x where x &gt; 0, else x w, for a w that broadcasts to x (He et al., "Delving deep into rectifiers", 2015). */
public record PRelu() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.PRELU;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor x, Tensor w, Tensor y) {
        return x.gt(0).where(dy, dy.mul(w));
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor x, Tensor w, Tensor y) {
        return dy.mul(x.clamp(Double.NEGATIVE_INFINITY, 0));
    }
}
