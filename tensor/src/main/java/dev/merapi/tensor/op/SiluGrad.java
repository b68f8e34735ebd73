package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy (s + x s (1 - s)) with s = sigmoid(x): the gradient of {@link Silu}. */
public record SiluGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.SILU_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new SiluGrad(), x);
    }

    /** The second derivative of silu is s (1 - s) (2 + x (1 - 2 s)). */
    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        Tensor s = x.sigmoid();
        return dz.mul(dy).mul(s.mul(s.rsub(1))).mul(x.mul(s.mul(-2).add(1)).add(2));
    }
}
