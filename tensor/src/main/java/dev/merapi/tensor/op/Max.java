package dev.merapi.tensor.op;

import dev.merapi.simd.Reduction;

/** y = the largest element of x along axes; NaN if any is. */
public record Max(Axes axes, boolean keepDims) implements Extremum {
    @Override
    public Reduction.Fold fold() {
        return Reduction.Fold.MAX;
    }
}
