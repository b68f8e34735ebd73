package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = a^b; NaN for a negative a and a fractional b. */
public record Pow() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.POW;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return b.eq(0).where(0, dy.mul(b).mul(a.pow(b.sub(1))));
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.eq(0).logicalAnd(b.ge(0)).where(0, dy.mul(y.mul(a.log())));
    }
}
