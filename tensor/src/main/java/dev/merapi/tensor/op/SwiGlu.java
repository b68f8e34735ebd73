package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = silu(a) b in one pass (Shazeer, "GLU variants improve transformer", 2020). */
public record SwiGlu() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.SWIGLU;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.mul(b).apply(new SiluGrad(), a);
    }

    /** silu(a) dy. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.apply(this, dy);
    }
}
