package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/**
 * The image turned about its centre by an angle from -degrees to degrees, counter-clockwise where positive; each pixel
 * is interpolated linearly between the four around the place that it comes from, which outside the image are 0.
 */
public record Rotation(double degrees) implements Augmentation {
    /** Checks the angle. */
    public Rotation {
        Ranges.check("rotation: an angle", degrees, 0, 180);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        double turn = new Draws(key).between(-degrees, degrees);
        return turned(image, turn);
    }

    /** The image turned by that many degrees. */
    public static Image turned(Image image, double degrees) {
        double cos = StrictMath.cos(StrictMath.toRadians(degrees));
        double sin = StrictMath.sin(StrictMath.toRadians(degrees));
        double cy = (image.height() - 1) / 2.0;
        double cx = (image.width() - 1) / 2.0;
        float[] y = new float[image.pixels().length];
        for (int i = 0; i < image.height(); i++) {
            for (int j = 0; j < image.width(); j++) {
                // Rows go down, so this is clockwise: back to where the pixel comes from.
                double fromX = cx + cos * (j - cx) - sin * (i - cy);
                double fromY = cy + sin * (j - cx) + cos * (i - cy);
                for (int c = 0; c < image.channels(); c++) {
                    y[image.index(c, i, j)] = (float) between(image, c, fromY, fromX);
                }
            }
        }
        return image.with(y);
    }

    private static double between(Image image, int c, double fromY, double fromX) {
        int i = (int) Math.floor(fromY);
        int j = (int) Math.floor(fromX);
        double b = fromY - i;
        double a = fromX - j;
        double above = image.at(c, i, j) * (1 - a) + image.at(c, i, j + 1) * a;
        double below = image.at(c, i + 1, j) * (1 - a) + image.at(c, i + 1, j + 1) * a;
        return above * (1 - b) + below * b;
    }
}
