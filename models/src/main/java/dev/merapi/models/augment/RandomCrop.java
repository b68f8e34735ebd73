package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/**
 * {@code y[c, i, j] = x[c, i + dy, j + dx]} for dy and dx from -padding to padding, each equally likely, and 0 outside:
 * the image is padded on all sides and cut to its size anywhere.
 */
public record RandomCrop(int padding) implements Augmentation {
    /** Checks the padding. */
    public RandomCrop {
        Ranges.check("random crop: a padding", padding, 0, 1 << 15);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        Draws draws = new Draws(key);
        int dy = draws.below(2 * padding + 1) - padding;
        int dx = draws.below(2 * padding + 1) - padding;
        float[] y = new float[image.pixels().length];
        for (int c = 0; c < image.channels(); c++) {
            for (int i = 0; i < image.height(); i++) {
                for (int j = 0; j < image.width(); j++) {
                    y[image.index(c, i, j)] = image.at(c, i + dy, j + dx);
                }
            }
        }
        return image.with(y);
    }
}
