package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;

/**
 * y [n, c, factor h, factor w] from x [n, c, h, w]: {@link Tensor#interpolate}, which takes signals and volumes too.
 *
 * @param factor how much larger y is
 * @param mode nearest, or bilinear with the corners' centres moved inwards or kept
 */
public record Upsample(int factor, Interpolation mode) implements Layer {
    /** Each element factor x factor times. */
    public Upsample(int factor) {
        this(factor, Interpolation.NEAREST);
    }

    /** To images of h x w, whatever x's size, instead of by a factor; smaller ones too. */
    public static Layer to(int h, int w, Interpolation mode) {
        return new UpsampleTo(h, w, mode);
    }

    static Tensor images(String layer, Tensor x) {
        if (x.rank() != 4) {
            throw new ShapeException(layer + ": the input " + x.shape()
                    + " should be [n, c, h, w]; for signals and volumes take Tensor.interpolate");
        }
        return x;
    }

    @Override
    public Tensor forward(Tensor x) {
        images("Upsample(" + factor + ")", x);
        return x.interpolate(mode, factor * x.size(-2), factor * x.size(-1));
    }
}
