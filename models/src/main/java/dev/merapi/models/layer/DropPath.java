package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * In training y = x m / (1 - p) with m = 0 with probability p, else 1, for each sample: x [n, ...]. Otherwise y = x. At the end of
 * a {@link Residual} body it leaves out whole blocks. Source: Huang et al., "Deep networks with stochastic depth", 2016.
 *
 * @param p the part of the samples that becomes 0
 */
public record DropPath(double p) implements Layer {
    /** Checks p. */
    public DropPath {
        Dropout.check("dropPath", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() < 1) {
            throw new ShapeException(
                    "DropPath(" + p + "): the input " + x.shape() + " has no samples; unsqueeze(0) it");
        }
        return Dropout.drop(x, p, 1);
    }
}
