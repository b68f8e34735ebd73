package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy where x &gt; 0, else 0: the gradient of {@link Relu}. */
public record ReluGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.RELU_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new ReluGrad(), x);
    }

    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.zerosLike();
    }
}
