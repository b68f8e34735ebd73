package dev.merapi.models.augment;

import dev.merapi.tensor.ShapeException;

/**
 * An image.
 *
 * @param pixels [channels, height, width] in row-major order, from 0 to 1 as long as nobody has normalized them; not
 *     copied
 */
public record Image(int channels, int height, int width, float[] pixels) {
    /** Checks their number. */
    public Image {
        if (channels < 1 || (long) channels * height * width != pixels.length) {
            throw new ShapeException("an image [" + channels + ", " + height + ", " + width + "] doesn't have "
                    + pixels.length + " pixels");
        }
    }

    /** Where pixel [c, y, x] is. */
    public int index(int c, int y, int x) {
        return (c * height + y) * width + x;
    }

    /** The pixel [c, y, x]; 0 outside. */
    public float at(int c, int y, int x) {
        return y >= 0 && y < height && x >= 0 && x < width ? pixels[index(c, y, x)] : 0;
    }

    /** An image of the same shape. */
    public Image with(float[] other) {
        return new Image(channels, height, width, other);
    }
}
