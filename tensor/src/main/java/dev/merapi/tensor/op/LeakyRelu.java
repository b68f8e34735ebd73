package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = x where x &gt; 0, else slope x; so the larger of the two, or the smaller if slope &gt; 1. */
public record LeakyRelu(double slope) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Pointwise.floating(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        if (slope == 0) {
            new Relu().forward(x, y);
            return;
        }
        new Mul().forward(x, Tensor.scalar(x.dtype(), slope), y);
        Combination choice = slope <= 1 ? new Maximum() : new Minimum();
        choice.forward(x, y, y);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.gt(0).where(dy, dy.mul(slope));
    }
}
