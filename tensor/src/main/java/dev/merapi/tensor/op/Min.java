package dev.merapi.tensor.op;

import dev.merapi.simd.Reduction;

/** y = the smallest element of x along axes; NaN if any is. */
public record Min(Axes axes, boolean keepDims) implements Extremum {
    @Override
    public Reduction.Fold fold() {
        return Reduction.Fold.MIN;
    }
}
