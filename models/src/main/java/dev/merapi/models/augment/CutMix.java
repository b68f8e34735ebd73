package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/**
 * A rectangle of b pasted over a: of {@code sqrt(1 - s)} of its height and width, for s from Beta(alpha, alpha), with
 * its middle anywhere in the image. The share is that of a's pixels which are left. Source: S. Yun et al., "CutMix:
 * regularization strategy to train strong classifiers with localizable features", 2019.
 */
public record CutMix(double alpha) implements Mixing {
    /** Checks alpha. */
    public CutMix {
        Ranges.check("CutMix: an alpha", alpha, 0.01, 4);
    }

    @Override
    public Mixed of(Image a, Image b, RandomKey key) {
        Draws draws = new Draws(key);
        double side = Math.sqrt(1 - draws.beta(alpha));
        int h = (int) (a.height() * side);
        int w = (int) (a.width() * side);
        int y = draws.below(a.height()) - h / 2;
        int x = draws.below(a.width()) - w / 2;
        int top = Math.max(0, y);
        int left = Math.max(0, x);
        int height = Math.max(0, Math.min(a.height(), y + h) - top);
        int width = Math.max(0, Math.min(a.width(), x + w) - left);
        float[] pixels = a.pixels().clone();
        for (int c = 0; c < a.channels(); c++) {
            for (int i = top; i < top + height; i++) {
                System.arraycopy(b.pixels(), a.index(c, i, left), pixels, a.index(c, i, left), width);
            }
        }
        return new Mixed(a.with(pixels), 1 - (double) height * width / (a.height() * (double) a.width()));
    }
}
