package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;

/**
 * y [n, c, height, width] from x [n, c, h, w]: {@link Upsample#to}.
 *
 * @param height of y
 * @param width of y
 * @param mode nearest, or bilinear with the corners' centres moved inwards or kept
 */
record UpsampleTo(int height, int width, Interpolation mode) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return Upsample.images("Upsample(" + height + " x " + width + ")", x).interpolate(mode, height, width);
    }
}
