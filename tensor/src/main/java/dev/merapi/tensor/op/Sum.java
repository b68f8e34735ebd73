package dev.merapi.tensor.op;

import dev.merapi.simd.Reduction;
import dev.merapi.tensor.Tensor;

/** y = sum of x along axes. */
public record Sum(Axes axes, boolean keepDims) implements Folding {
    @Override
    public Reduction.Fold fold() {
        return Reduction.Fold.SUM;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return kept(dy, x).broadcastTo(x.shape());
    }
}
