package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy y (1 - y): the gradient of {@link Sigmoid} from its result y. */
public record SigmoidGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.SIGMOID_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return dz.apply(new SigmoidGrad(), y);
    }

    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor y, Tensor z) {
        return dz.mul(dy).mul(y.mul(-2).add(1));
    }
}
