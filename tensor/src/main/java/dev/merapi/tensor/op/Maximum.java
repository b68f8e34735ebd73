package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = the larger of a and b, NaN if either is; where they are equal each gets half the gradient. */
public record Maximum() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.MAXIMUM;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.eq(b).where(dy.mul(0.5), a.lt(b).where(0, dy));
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.eq(b).where(dy.mul(0.5), b.lt(a).where(0, dy));
    }
}
