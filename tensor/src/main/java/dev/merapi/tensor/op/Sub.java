package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = a - b. */
public record Sub() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.SUB;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy;
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.neg();
    }
}
