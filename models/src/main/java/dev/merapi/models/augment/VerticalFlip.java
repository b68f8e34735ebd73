package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/** {@code y[c, i, j] = x[c, h - 1 - i, j]} with a probability: for images without an up and down, such as cells from above. */
public record VerticalFlip(double probability) implements Augmentation {
    /** Checks the probability. */
    public VerticalFlip {
        Ranges.check("vertical flip: a probability", probability, 0, 1);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        if (!new Draws(key).chance(probability)) {
            return image;
        }
        float[] x = image.pixels();
        float[] y = new float[x.length];
        for (int c = 0; c < image.channels(); c++) {
            for (int i = 0; i < image.height(); i++) {
                System.arraycopy(x, image.index(c, image.height() - 1 - i, 0), y, image.index(c, i, 0), image.width());
            }
        }
        return image.with(y);
    }
}
