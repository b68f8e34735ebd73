package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy (Phi(x) + x phi(x)), Phi the normal distribution function, phi its density: the gradient of {@link Gelu}. */
public record GeluGrad() implements Combination {
    private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.GELU_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new GeluGrad(), x);
    }

    /** The second derivative of gelu is phi(x) (2 - x^2). */
    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        Tensor density = x.square().mul(-0.5).exp().mul(PEAK);
        return dz.mul(dy).mul(density.mul(x.square().rsub(2)));
    }
}
