package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * y = (x - mean) / sqrt(var + eps) over the last axes together, with the biased variance: {@link
 * LayerNorm#withoutParameters}.
 *
 * @param sizes of these axes, [d] or [d1, d2, ..]
 * @param eps keeps the root away from 0
 */
record PlainLayerNorm(Shape sizes, double eps) implements Layer {
    private static final String NAME = "LayerNorm";

    /** Checks that there is an axis. */
    PlainLayerNorm {
        TrailingAxes.of(NAME, sizes.dims());
    }

    @Override
    public Tensor forward(Tensor x) {
        return TrailingAxes.of(NAME, sizes.dims()).apply(x, rows -> rows.standardize(eps));
    }
}
