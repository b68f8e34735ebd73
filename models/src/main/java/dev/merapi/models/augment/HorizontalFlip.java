package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/** {@code y[c, i, j] = x[c, i, w - 1 - j]} with a probability. */
public record HorizontalFlip(double probability) implements Augmentation {
    /** Checks the probability. */
    public HorizontalFlip {
        Ranges.check("horizontal flip: a probability", probability, 0, 1);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        if (!new Draws(key).chance(probability)) {
            return image;
        }
        float[] x = image.pixels();
        float[] y = new float[x.length];
        int w = image.width();
        for (int i = 0; i < y.length; i++) {
            int column = i % w;
            y[i] = x[i - column + w - 1 - column];
        }
        return image.with(y);
    }
}
