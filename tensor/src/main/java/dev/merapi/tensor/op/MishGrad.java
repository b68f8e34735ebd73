package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.tensor.Tensor;

/** z = dy (w + x w') with w = tanh(softplus(x)), w' = (1 - w^2) sigmoid(x): the gradient of {@link Mish}. */
public record MishGrad() implements Combination {
    @Override
    public Elementwise.Binary function() {
        return Elementwise.Binary.MISH_GRAD;
    }

    @Override
    public Tensor gradientA(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        return dz.apply(new MishGrad(), x);
    }

    /** The second derivative of mish is w' (2 + x (1 - s - 2 w s)) with s = sigmoid(x). */
    @Override
    public Tensor gradientB(Tensor dz, Tensor dy, Tensor x, Tensor z) {
        Tensor s = x.sigmoid();
        Tensor w = x.softplus().tanh();
        Tensor slope = w.square().rsub(1).mul(s);
        Tensor rest = s.mul(w.mul(2).add(1)).rsub(1);
        return dz.mul(dy).mul(slope.mul(x.mul(rest).add(2)));
    }
}
