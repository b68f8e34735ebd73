package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** y = x where x &gt; 0, else alpha (e^x - 1) (Clevert et al., arXiv 1511.07289). */
public record Elu(double alpha) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Pointwise.floating(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        new Expm1().forward(x, y);
        new Mul().forward(y, Tensor.scalar(x.dtype(), alpha), y);
        new Where().forward(List.of(Compare.positive(x), x, y), y);
    }

    /** Clamped, because e^x overflows where it isn't wanted, and a second derivative would be 0 times infinity. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        Tensor slope = x.clamp(Double.NEGATIVE_INFINITY, 0).exp().mul(alpha);
        return x.gt(0).where(dy, dy.mul(slope));
    }
}
