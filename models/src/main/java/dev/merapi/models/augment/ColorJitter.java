package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;

/**
 * Brightness, contrast, saturation and hue changed by chance, in this order, for pixels from 0 to 1, to which they are
 * clamped: {@code y = b x}; {@code y = m + c (x - m)} for m the mean gray; {@code y = g + s (x - g)} for g each pixel's
 * gray; the hue turned by h of a whole turn. b is from 1 - brightness to 1 + brightness, c and s likewise, h from -hue
 * to hue. Gray is {@code 0.2989 red + 0.587 green + 0.114 blue}. As torchvision's, which draws the order too.
 *
 * <p>Images of one channel have neither saturation nor hue and keep their own.
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue) implements Augmentation {
    /** Checks the numbers. */
    public ColorJitter {
        Ranges.check("colour jitter: a brightness", brightness, 0, 1);
        Ranges.check("colour jitter: a contrast", contrast, 0, 1);
        Ranges.check("colour jitter: a saturation", saturation, 0, 1);
        Ranges.check("colour jitter: a hue", hue, 0, 0.5);
    }

    @Override
    public Image of(Image image, RandomKey key) {
        Draws draws = new Draws(key);
        return changed(
                image,
                draws.between(1 - brightness, 1 + brightness),
                draws.between(1 - contrast, 1 + contrast),
                draws.between(1 - saturation, 1 + saturation),
                draws.between(-hue, hue));
    }

    /** The image with these factors, and its hue turned by that part of a whole turn. */
    public static Image changed(Image image, double brightness, double contrast, double saturation, double turn) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new ShapeException("colour jitter: an image of " + image.channels()
                    + " channels is neither gray (1) nor in colours (3); change it otherwise");
        }
        int plane = image.height() * image.width();
        float[] x = image.pixels().clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = clamped(brightness * x[i]);
        }
        double mean = 0;
        for (int p = 0; p < plane; p++) {
            mean += gray(x, p, plane);
        }
        mean /= plane;
        for (int i = 0; i < x.length; i++) {
            x[i] = clamped(mean + contrast * (x[i] - mean));
        }
        if (image.channels() == 3) {
            for (int p = 0; p < plane; p++) {
                colour(x, p, plane, saturation, turn);
            }
        }
        return image.with(x);
    }

    private static double gray(float[] x, int p, int plane) {
        return x.length == plane ? x[p] : 0.2989 * x[p] + 0.587 * x[p + plane] + 0.114 * x[p + 2 * plane];
    }

    private static void colour(float[] x, int p, int plane, double saturation, double turn) {
        double gray = gray(x, p, plane);
        double[] rgb = new double[3];
        for (int c = 0; c < 3; c++) {
            rgb[c] = Math.clamp(gray + saturation * (x[p + c * plane] - gray), 0.0, 1.0);
        }
        double most = Math.max(rgb[0], Math.max(rgb[1], rgb[2]));
        double span = most - Math.min(rgb[0], Math.min(rgb[1], rgb[2]));
        double hue = turn == 0 || span == 0 ? 0 : hue(rgb, most, span) + 6 * turn;
        for (int c = 0; c < 3; c++) {
            double y = turn == 0 || span == 0 ? rgb[c] : most - span * share(hue + new int[] {5, 3, 1}[c]);
            x[p + c * plane] = clamped(y);
        }
    }

    /** From 0 to 6: red is at 0, green at 2, blue at 4. */
    private static double hue(double[] rgb, double most, double span) {
        if (most == rgb[0]) {
            return (rgb[1] - rgb[2]) / span;
        }
        return most == rgb[1] ? 2 + (rgb[2] - rgb[0]) / span : 4 + (rgb[0] - rgb[1]) / span;
    }

    /**
     * How much of the span a colour at this distance around the circle lacks: max(0, min(k, 4 - k, 1)) for k modulo 6.
     */
    private static double share(double distance) {
        double k = distance - 6 * Math.floor(distance / 6);
        return Math.max(0, Math.min(Math.min(k, 4 - k), 1));
    }

    private static float clamped(double x) {
        return (float) Math.clamp(x, 0.0, 1.0);
    }
}
