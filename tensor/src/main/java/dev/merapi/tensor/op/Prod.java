package dev.merapi.tensor.op;

import dev.merapi.simd.Reduction;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;

/** y = product of x along axes. */
public record Prod(Axes axes, boolean keepDims) implements Folding {
    @Override
    public Reduction.Fold fold() {
        return Reduction.Fold.PROD;
    }

    /**
     * {@code dx = dy y / x}; where x has zeros: with p the product of the others, a lone 0 gets {@code dy p},
     * everything beside a 0 gets 0. (Second derivatives are right where no x is 0.)
     */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        Tensor isZero = x.eq(0);
        Tensor zeros = isZero.to(DType.INT64).apply(new Sum(axes, true));
        Tensor rest = isZero.where(x.onesLike(), x);
        Tensor p = rest.apply(new Prod(axes, true)).mul(kept(dy, x));
        Tensor nothing = p.zerosLike();
        return isZero.where(
                zeros.eq(1).where(p, nothing), zeros.eq(0).where(p, nothing).div(rest));
    }
}
