package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** y = -1, 0 or 1 as x &lt; 0, x = 0 or x &gt; 0; NaN stays NaN. */
public record Sign() implements Pointwise {
    @Override
    public Elementwise.Unary function() {
        return Elementwise.Unary.SIGN;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.zerosLike();
    }
}
