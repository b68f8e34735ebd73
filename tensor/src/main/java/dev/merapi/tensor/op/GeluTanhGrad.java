package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/**
 * z = dy ((1 + t) / 2 + x / 2 (1 - t^2) u'), t = tanh(u), u = sqrt(2 / pi) (x + 0.044715 x^3): the gradient of
 * {@link GeluTanh}.
 */
public record GeluTanhGrad() implements Combination {
    private static final double C = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.GELU_TANH_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new GeluTanhGrad(), x);
    }

    /** The second derivative is (1 - t^2) (u' + x u'' / 2 - x t u'^2). */
    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        Tensor t = x.mul(x.square().mul(CUBIC).add(1)).mul(C).tanh();
        Tensor du = x.square().mul(3 * CUBIC).add(1).mul(C);
        Tensor halfXddu = x.square().mul(3 * CUBIC * C);
        Tensor curve = du.add(halfXddu).sub(x.mul(t).mul(du.square()));
        return dz.mul(dy).mul(t.square().rsub(1).mul(curve));
    }
}
