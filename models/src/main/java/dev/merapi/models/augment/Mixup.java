package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/**
 * {@code y = s a + (1 - s) b} for s from Beta(alpha, alpha). Source: H. Zhang et al., "mixup: beyond empirical risk
 * minimization", 2018.
 *
 * @param alpha the smaller, the nearer y is to one of both
 */
public record Mixup(double alpha) implements Mixing {
    /** Checks alpha. */
    public Mixup {
        Ranges.check("mixup: an alpha", alpha, 0.01, 4);
    }

    @Override
    public Mixed of(Image a, Image b, RandomKey key) {
        double share = new Draws(key).beta(alpha);
        float[] y = new float[a.pixels().length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (share * a.pixels()[i] + (1 - share) * b.pixels()[i]);
        }
        return new Mixed(a.with(y), share);
    }
}
