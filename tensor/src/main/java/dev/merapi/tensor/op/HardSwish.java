package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = x hardSigmoid(x) (Howard et al., "Searching for MobileNetV3", 2019). */
public record HardSwish() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.HARD_SWISH;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new HardSwishGrad(), x);
    }
}
