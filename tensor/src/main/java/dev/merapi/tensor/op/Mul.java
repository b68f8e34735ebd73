package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = a b. */
public record Mul() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.MUL;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.mul(b);
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.mul(a);
    }
}
