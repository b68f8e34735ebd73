package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy / 6 where -3 &lt; x &lt; 3, else 0: the gradient of {@link HardSigmoid}. */
public record HardSigmoidGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.HARD_SIGMOID_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new HardSigmoidGrad(), x);
    }

    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.zerosLike();
    }
}
