package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;

/**
 * y [.., factor h, factor w] from x [.., h, w]: {@link Tensor#interpolate}.
 *
 * @param factor how much larger y is
 * @param mode nearest, or bilinear with the corners' centres moved inwards or kept
 */
public record Upsample(int factor, Interpolation mode) implements Layer {
    /** Each element factor x factor times. */
    public Upsample(int factor) {
        this(factor, Interpolation.NEAREST);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.interpolate(mode, factor * x.size(-2), factor * x.size(-1));
    }
}
