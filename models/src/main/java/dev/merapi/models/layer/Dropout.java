package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * In training y = x m / (1 - p) with m = 0 with probability p, else 1, for each element alone, and 0 for p = 1; otherwise y = x. Source:
 * Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
 *
 * @param p the part of the elements that becomes 0
 */
public record Dropout(double p) implements Layer {
    /** Checks p. */
    public Dropout {
        check("dropout", p);
    }

    static void check(String layer, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(layer + ": p = " + p + " must be from 0 to 1");
        }
    }

    /** What remains is multiplied by this, so that the mean stays; for p = 1 nothing remains, as in PyTorch. */
    static double factor(double p) {
        return p < 1 ? 1 / (1 - p) : 0;
    }

    @Override
    public Tensor forward(Tensor x) {
        return drop(x, p, x.rank());
    }

    /** Drops all that has the first {@code axes} indices in common with probability p, in training. */
    static Tensor drop(Tensor x, double p, int axes) {
        return Training.current()
                .filter(t -> p > 0)
                .map(t -> drop(x, p, axes, t))
                .orElse(x);
    }

    private static Tensor drop(Tensor x, double p, int axes, Training training) {
        int[] dims = x.shape().dims();
        Arrays.fill(dims, axes, dims.length, 1);
        Tensor kept = training.nextKey().bernoulli(1 - p, dims);
        return x.mul(kept.to(x.dtype()).mul(factor(p)));
    }
}
