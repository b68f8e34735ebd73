package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y [n, c] = the mean of each channel of x [n, c, ..], whatever its size. Source: Lin et al., "Network in network",
 * 2014.
 */
public record GlobalAvgPool() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() < 3) {
            throw new ShapeException(
                    "GlobalAvgPool: the input " + x.shape() + " has no axes behind [n, c]; it's pooled already");
        }
        return x.flatten(2).mean(2);
    }
}
