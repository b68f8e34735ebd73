package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y = x / sqrt(mean(x^2) + eps) weight along the last axis, for x [.., d]. Source: Zhang, Sennrich, "Root mean square layer
 * normalization", 2019.
 *
 * @param weight [d]
 * @param eps keeps the root away from 0
 */
public record RmsNorm(Tensor weight, double eps) implements Layer {
    /** Weight 1, eps 2^-23, float32's step at 1, as in PyTorch. */
    public static RmsNorm of(int width) {
        return new RmsNorm(Tensor.ones(width), 0x1p-23);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() == 0 || x.size(-1) != weight.size()) {
            throw new ShapeException("RmsNorm(" + weight.size() + "): the input " + x.shape() + " should have "
                    + weight.size() + " features on its last axis; give the layer the width of what comes before");
        }
        return x.rmsNorm(weight, eps);
    }
}
