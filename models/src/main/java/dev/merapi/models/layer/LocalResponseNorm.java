package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = x / (k + alpha mean(x^2))^beta, the mean over {@code size} neighbouring channels, for x [n, c, ...]: {@link
 * Tensor#localResponseNorm}. Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks",
 * 2012, section 3.3.
 *
 * @param size how many channels
 * @param alpha 1e-4 by default
 * @param beta 0.75 by default
 * @param k 1 by default
 */
public record LocalResponseNorm(int size, double alpha, double beta, double k) implements Layer {
    /** alpha 1e-4, beta 0.75, k 1. */
    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.localResponseNorm(size, alpha, beta, k);
    }
}
