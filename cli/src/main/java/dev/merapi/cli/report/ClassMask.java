package dev.merapi.cli.report;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/** Pictures of which pixel is of which class. */
public final class ClassMask {
    /** Red, green and blue of each class in the pictures. */
    private static final int[][] COLOURS = {
        {38, 42, 51},
        {236, 122, 52},
        {64, 132, 222},
        {64, 176, 118},
        {206, 92, 160},
        {230, 200, 70},
        {120, 110, 200},
        {150, 154, 162}
    };

    private ClassMask() {}

    /** Red, green and blue. */
    static int[] colour(int label) {
        return COLOURS[label % COLOURS.length];
    }

    /**
     * A PNG image of so many pixels, each in the colour of the class that is nearest to it.
     *
     * @param classes of an image of side x side, row by row
     */
    public static byte[] png(int[] classes, int side, int width, int height) {
        byte[] drawn = new byte[3 * height * width];
        for (int p = 0; p < height * width; p++) {
            // The middle of a pixel lies in one of the smaller image's.
            int row = (2 * (p / width) + 1) * side / (2 * height);
            int column = (2 * (p % width) + 1) * side / (2 * width);
            int[] rgb = colour(classes[row * side + column]);
            for (int c = 0; c < 3; c++) {
                drawn[c * height * width + p] = (byte) rgb[c];
            }
        }
        return Png.bytes(Tensor.of(DType.UINT8, Shape.of(3, height, width), drawn));
    }
}
