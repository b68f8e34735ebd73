package dev.merapi.models.augment;

import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.vision.Box;
import dev.merapi.tensor.RandomKey;

/**
 * Left and right change places with a probability, and so do above and below; boxes go with the image.
 *
 * @param horizontal the probability of {@code y[c, i, j] = x[c, i, w - 1 - j]}
 * @param vertical the probability of {@code y[c, i, j] = x[c, h - 1 - i, j]}
 */
public record BoxFlip(double horizontal, double vertical) implements BoxAugmentation {
    /** Checks the probabilities. */
    public BoxFlip {
        Ranges.check("box flip: a probability", horizontal, 0, 1);
        Ranges.check("box flip: a probability", vertical, 0, 1);
    }

    @Override
    public Boxed of(Boxed sample, RandomKey key) {
        Draws draws = new Draws(key);
        boolean sideways = draws.chance(horizontal);
        boolean over = draws.chance(vertical);
        Image x = sample.image();
        float[] y = new float[x.pixels().length];
        for (int c = 0; c < x.channels(); c++) {
            for (int i = 0; i < x.height(); i++) {
                int from = x.index(c, over ? x.height() - 1 - i : i, 0);
                int to = x.index(c, i, 0);
                for (int j = 0; j < x.width(); j++) {
                    y[to + j] = x.pixels()[from + (sideways ? x.width() - 1 - j : j)];
                }
            }
        }
        return new Boxed(
                x.with(y),
                sample.truths().stream()
                        .map(truth ->
                                new Truth(flipped(truth.box(), x, sideways, over), truth.label(), truth.difficult()))
                        .toList());
    }

    private static Box flipped(Box box, Image image, boolean sideways, boolean over) {
        return new Box(
                sideways ? image.width() - box.right() : box.left(),
                over ? image.height() - box.bottom() : box.top(),
                sideways ? image.width() - box.left() : box.right(),
                over ? image.height() - box.top() : box.bottom());
    }
}
