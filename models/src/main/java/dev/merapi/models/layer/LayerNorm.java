package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias along the last axis, or over the last axes together, with the biased
 * variance, for x [.., d] or [.., d1, d2, ..]. Source: Ba, Kiros, Hinton, "Layer normalization", 2016.
 *
 * @param weight [d] or [d1, d2, ..], PyTorch's normalized_shape
 * @param bias of the weight's shape
 * @param eps keeps the root away from 0
 */
public record LayerNorm(Tensor weight, Optional<Tensor> bias, double eps) implements Layer {
    private static final double EPS = 1e-5;

    /** With a bias. */
    public LayerNorm(Tensor weight, Tensor bias, double eps) {
        this(weight, Optional.of(bias), eps);
    }

    /** Over axes of these sizes: weight 1, bias 0, eps 1e-5. */
    public static LayerNorm of(int... sizes) {
        return new LayerNorm(Tensor.ones(sizes), Tensor.zeros(sizes), EPS);
    }

    /** Over axes of these sizes: weight 1, no bias, eps 1e-5. */
    public static LayerNorm withoutBias(int... sizes) {
        return new LayerNorm(Tensor.ones(sizes), Optional.empty(), EPS);
    }

    /** Over axes of these sizes without parameters, PyTorch's elementwise_affine=False: eps 1e-5. */
    public static Layer withoutParameters(int... sizes) {
        return new PlainLayerNorm(Shape.of(sizes), EPS);
    }

    @Override
    public Tensor forward(Tensor x) {
        TrailingAxes axes = TrailingAxes.of("LayerNorm", weight.shape().dims());
        Tensor shift = axes.flat(bias.orElseGet(weight::zerosLike));
        return axes.apply(x, rows -> rows.layerNorm(axes.flat(weight), shift, eps));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
