package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = the smaller of a and b, NaN if either is; where they are equal each gets half the gradient. */
public record Minimum() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.MINIMUM;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.eq(b).where(dy.mul(0.5), a.gt(b).where(0, dy));
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.eq(b).where(dy.mul(0.5), b.gt(a).where(0, dy));
    }
}
