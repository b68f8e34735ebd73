package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy scale where y &gt; 0, else dy (y + scale alpha), which is dy scale alpha e^x: the gradient of {@link Selu} y. */
public record SeluGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.SELU_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return dz.apply(new SeluGrad(), y);
    }

    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return y.gt(0).where(0, dz.mul(dy));
    }
}
