package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = 0 where x &lt;= -3, dy where x &gt;= 3, else dy (x / 3 + 1/2): the gradient of {@link HardSwish}. */
public record HardSwishGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.HARD_SWISH_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new HardSwishGrad(), x);
    }

    /** Twice the slope of {@link HardSigmoid}. */
    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.mul(dy).mul(2).apply(new HardSigmoidGrad(), x);
    }
}
