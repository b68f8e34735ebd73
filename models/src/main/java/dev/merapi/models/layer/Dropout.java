package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * In training y = x m / (1 - p) with m = 0 with probability p, else 1, for each element alone; otherwise y = x. Source:
 * Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
 *
 * @param p the part of the elements that becomes 0
 */
public record Dropout(double p) implements Layer {
    /** Checks p. */
    public Dropout {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout: p = " + p + " must be at least 0 and less than 1");
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Training.current().filter(t -> p > 0).map(t -> drop(x, t)).orElse(x);
    }

    private Tensor drop(Tensor x, Training training) {
        Tensor kept = training.nextKey().bernoulli(1 - p, x.shape().dims());
        return x.mul(kept.to(x.dtype()).mul(1 / (1 - p)));
    }
}
