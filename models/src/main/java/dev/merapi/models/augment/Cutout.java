package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/**
 * A square of {@code size} pixels, whose middle is anywhere in the image, becomes 0. Source: T. DeVries and G. W.
 * Taylor, "Improved regularization of convolutional neural networks with cutout", 2017.
 */
public record Cutout(int size) implements Augmentation {
    /** Checks the size. */
    public Cutout {
        Ranges.check("cutout: a size", size, 1, 1 << 15);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        Draws draws = new Draws(key);
        int top = draws.below(image.height()) - size / 2;
        int left = draws.below(image.width()) - size / 2;
        float[] y = image.pixels().clone();
        for (int c = 0; c < image.channels(); c++) {
            for (int i = Math.max(0, top); i < Math.min(image.height(), top + size); i++) {
                for (int j = Math.max(0, left); j < Math.min(image.width(), left + size); j++) {
                    y[image.index(c, i, j)] = 0;
                }
            }
        }
        return image.with(y);
    }
}
