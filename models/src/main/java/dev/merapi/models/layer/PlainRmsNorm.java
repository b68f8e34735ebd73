package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * y = x / sqrt(mean(x^2) + eps) over the last axes together: {@link RmsNorm#withoutParameters}.
 *
 * @param sizes of these axes, [d] or [d1, d2, ..]
 * @param eps keeps the root away from 0
 */
record PlainRmsNorm(Shape sizes, double eps) implements Layer {
    private static final String NAME = "RmsNorm";

    /** Checks that there is an axis. */
    PlainRmsNorm {
        TrailingAxes.of(NAME, sizes.dims());
    }

    @Override
    public Tensor forward(Tensor x) {
        TrailingAxes axes = TrailingAxes.of(NAME, sizes.dims());
        return axes.apply(x, rows -> rows.rmsNorm(Tensor.full(x.dtype(), axes.row(), 1), eps));
    }
}
