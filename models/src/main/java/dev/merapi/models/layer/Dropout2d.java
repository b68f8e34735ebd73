package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * In training y = x m / (1 - p) with m = 0 with probability p, else 1, for each channel of each sample: x [n, c, h, w] or
 * [n, c, ...]. Otherwise y = x. Neighbouring places say nearly the same, so that dropping single ones would drop nothing.
 * Source: Tompson et al., "Efficient object localization using convolutional networks", 2015.
 *
 * @param p the part of the channels that becomes 0
 */
public record Dropout2d(double p) implements Layer {
    /** Checks p. */
    public Dropout2d {
        Dropout.check("dropout2d", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() < 3) {
            throw new ShapeException("Dropout2d(" + p + "): the input " + x.shape()
                    + " should be [n, channels, height, width] or [n, channels, ...]; Dropout drops single elements");
        }
        return Dropout.drop(x, p, 2);
    }
}
