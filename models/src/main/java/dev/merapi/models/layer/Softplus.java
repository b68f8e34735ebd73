package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = log(1 + e^(beta x)) / beta; x itself where beta x is above the threshold.
 *
 * @param beta 1 by default
 * @param threshold 20 by default
 */
public record Softplus(double beta, double threshold) implements Layer {
    /** A beta of 1, a threshold of 20. */
    public Softplus() {
        this(1, 20);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softplus(beta, threshold);
    }
}
