package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy (1 - y^2): the gradient of {@link Tanh} from its result y. */
public record TanhGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.TANH_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return dz.apply(new TanhGrad(), y);
    }

    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return dz.mul(dy).mul(y.mul(-2));
    }
}
