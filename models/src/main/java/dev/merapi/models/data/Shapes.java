package dev.merapi.models.data;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Images made by chance for segmentation: one to three circles, squares and triangles, turned a little and of any
 * colours, one over another, under noise. {@code inputs} float32 [n, 3, side, side] from 0 to 1, {@code targets} int64
 * [n, side, side], the class that is seen at each pixel. Image i follows from the key and i alone.
 *
 * @param size how many images there are
 * @param side their height and width in pixels
 */
public record Shapes(int size, int side, RandomKey key) implements Dataset {
    /** The classes in the order of their numbers. */
    public static final List<String> CLASS_NAMES = List.of("background", "circle", "square", "triangle");

    private static final int SMALLEST = 16;
    private static final int MOST = 3;
    private static final double NOISE = 0.08;
    /** The largest angle, in radians. */
    private static final double TURN = 0.3;

    private static final double HALF_ROOT_3 = Math.sqrt(3) / 2;

    /** Checks the numbers. */
    public Shapes {
        if (size < 1) {
            throw new IllegalArgumentException(size + " images of shapes are none to learn from; ask for 1 or more");
        }
        if (side < SMALLEST) {
            throw new IllegalArgumentException("shapes can't be told apart in images of " + side + " x " + side
                    + "; make them " + SMALLEST + " x " + SMALLEST + " or larger");
        }
    }

    /**
     * A shape: its class, its middle in pixels, the radius of a circle of about its area, the direction it's turned to.
     *
     * @param colour red, green, blue
     */
    private record Figure(int label, double x, double y, double radius, double cos, double sin, float[] colour) {
        static Figure of(RandomKey key, int side) {
            float[] u = key.uniform(8).toFloatArray();
            double angle = TURN * (2 * u[4] - 1);
            return new Figure(
                    1 + (int) (3 * u[0]),
                    side * (0.1 + 0.8 * u[1]),
                    side * (0.1 + 0.8 * u[2]),
                    side * (0.12 + 0.12 * u[3]),
                    StrictMath.cos(angle),
                    StrictMath.sin(angle),
                    new float[] {bright(u[5]), bright(u[6]), bright(u[7])});
        }

        /** Brighter than any background. */
        private static float bright(float u) {
            return 0.5f + 0.5f * u;
        }

        /** Whether it covers the middle of a pixel. */
        boolean covers(int column, int row) {
            double dx = column + 0.5 - x;
            double dy = row + 0.5 - y;
            double u = cos * dx + sin * dy;
            double v = cos * dy - sin * dx;
            return switch (label) {
                case 1 -> u * u + v * v <= radius * radius;
                case 2 -> Math.max(Math.abs(u), Math.abs(v)) <= 0.9 * radius;
                default -> Math.max(-v, HALF_ROOT_3 * Math.abs(u) + v / 2) <= 0.75 * radius;
            };
        }
    }

    @Override
    public Batch batch(int[] indices) {
        Dataset.existing(size, indices);
        Shape images = Shape.of(indices.length, 3, side, side);
        float[] pixels = new float[HeapArray.length("Shapes", images.size(), Float.BYTES)];
        int plane = side * side;
        long[] labels = new long[HeapArray.length("Shapes", (long) indices.length * plane, Long.BYTES)];
        for (int i = 0; i < indices.length; i++) {
            draw(key.fold(indices[i]), pixels, i * 3 * plane, labels, i * plane);
        }
        return new Batch(Tensor.of(images, pixels), Tensor.of(Shape.of(indices.length, side, side), labels));
    }

    private void draw(RandomKey own, float[] pixels, int at, long[] labels, int label) {
        float[] u = own.fold("scene").uniform(5).toFloatArray();
        float[] dark = {0.4f * u[0], 0.4f * u[1], 0.4f * u[2]};
        boolean inverted = u[3] < 0.5f;
        List<Figure> figures = new ArrayList<>();
        for (int f = 0; f <= (int) (MOST * u[4]); f++) {
            figures.addFirst(Figure.of(own.fold("figure").fold(f), side));
        }
        int plane = side * side;
        float[] noise = own.fold("noise").normal(3 * plane).toFloatArray();
        for (int p = 0; p < plane; p++) {
            float[] colour = dark;
            for (Figure figure : figures) {
                if (figure.covers(p % side, p / side)) {
                    labels[label + p] = figure.label;
                    colour = figure.colour;
                    break;
                }
            }
            for (int c = 0; c < 3; c++) {
                float clean = inverted ? 1 - colour[c] : colour[c];
                pixels[at + c * plane + p] = Math.clamp((float) (clean + NOISE * noise[c * plane + p]), 0f, 1f);
            }
        }
    }
}
