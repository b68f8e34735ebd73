package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * y = x / sqrt(mean(x^2) + eps) weight along the last axis, or over the last axes together, for x [.., d] or [.., d1, d2,
 * ..]. Source: Zhang, Sennrich, "Root mean square layer normalization", 2019.
 *
 * @param weight [d] or [d1, d2, ..], PyTorch's normalized_shape
 * @param eps keeps the root away from 0
 */
public record RmsNorm(Tensor weight, double eps) implements Layer {
    private static final double EPS = 0x1p-23;

    /** Over axes of these sizes: weight 1, eps 2^-23, float32's step at 1, as in PyTorch. */
    public static RmsNorm of(int... sizes) {
        return new RmsNorm(Tensor.ones(sizes), EPS);
    }

    /** Over axes of these sizes without parameters, PyTorch's elementwise_affine=False: eps 2^-23. */
    public static Layer withoutParameters(int... sizes) {
        return new PlainRmsNorm(Shape.of(sizes), EPS);
    }

    @Override
    public Tensor forward(Tensor x) {
        TrailingAxes axes = TrailingAxes.of("RmsNorm", weight.shape().dims());
        return axes.apply(x, rows -> rows.rmsNorm(axes.flat(weight), eps));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
