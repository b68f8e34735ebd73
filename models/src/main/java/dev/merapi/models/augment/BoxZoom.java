package dev.merapi.models.augment;

import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.vision.Box;
import dev.merapi.tensor.RandomKey;
import java.util.List;

/**
 * A part of the image, of its proportions and anywhere in it, scaled to the image's size: interpolated linearly between
 * the pixels' centres. Objects whose centre is outside are left out, the others lose what is outside. A simple form of
 * the crops of Liu et al., "SSD: single shot multibox detector", 2016, section 2.2.
 *
 * @param least the smallest part, as a share of the width and of the height; 1 changes nothing
 */
public record BoxZoom(double least) implements BoxAugmentation {
    /** Checks the share. */
    public BoxZoom {
        Ranges.check("box zoom: a share", least, 0.1, 1);
    }

    @Override
    public Boxed of(Boxed sample, RandomKey key) {
        Draws draws = new Draws(key);
        double share = draws.between(least, 1);
        Image image = sample.image();
        double left = draws.between(0, image.width() * (1 - share));
        double top = draws.between(0, image.height() * (1 - share));
        List<Truth> inside = sample.truths().stream()
                .filter(truth -> isInside((truth.box().left() + truth.box().right()) / 2 - left, share * image.width())
                        && isInside((truth.box().top() + truth.box().bottom()) / 2 - top, share * image.height()))
                .map(truth -> new Truth(moved(truth.box(), image, left, top, share), truth.label(), truth.difficult()))
                .toList();
        return new Boxed(scaled(image, left, top, share), inside);
    }

    private static boolean isInside(double x, double size) {
        return x > 0 && x < size;
    }

    private static Box moved(Box box, Image image, double left, double top, double share) {
        return new Box(
                Math.max(0, (box.left() - left) / share),
                Math.max(0, (box.top() - top) / share),
                Math.min(image.width(), (box.right() - left) / share),
                Math.min(image.height(), (box.bottom() - top) / share));
    }

    private static Image scaled(Image image, double left, double top, double share) {
        float[] x = image.pixels();
        float[] y = new float[x.length];
        for (int i = 0; i < image.height(); i++) {
            double row = Math.clamp(top + (i + 0.5) * share - 0.5, 0, image.height() - 1.0);
            int up = (int) row;
            int down = Math.min(up + 1, image.height() - 1);
            for (int j = 0; j < image.width(); j++) {
                double column = Math.clamp(left + (j + 0.5) * share - 0.5, 0, image.width() - 1.0);
                int west = (int) column;
                int east = Math.min(west + 1, image.width() - 1);
                for (int c = 0; c < image.channels(); c++) {
                    double above = between(x[image.index(c, up, west)], x[image.index(c, up, east)], column - west);
                    double below = between(x[image.index(c, down, west)], x[image.index(c, down, east)], column - west);
                    y[image.index(c, i, j)] = (float) between(above, below, row - up);
                }
            }
        }
        return image.with(y);
    }

    private static double between(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
