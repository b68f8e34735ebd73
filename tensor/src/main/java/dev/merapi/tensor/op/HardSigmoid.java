package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = min(max(x + 3, 0), 6) / 6 (Howard et al., "Searching for MobileNetV3", 2019). */
public record HardSigmoid() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.HARD_SIGMOID;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new HardSigmoidGrad(), x);
    }
}
