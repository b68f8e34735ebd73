package dev.merapi.cli.report;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/** Numbers as colours from near black over violet and orange to pale yellow: the larger, the lighter. */
final class HeatMap {
    /** Red, green and blue at equal distances; between them they are mixed. */
    private static final int[][] COLOURS = {
        {12, 8, 32}, {58, 18, 98}, {122, 36, 124}, {190, 55, 110}, {238, 104, 86}, {252, 176, 112}, {252, 250, 190}
    };

    private HeatMap() {}

    /**
     * A picture of values [rows, columns] as a data URI, the first row at the bottom; {@code high} and above is
     * lightest.
     */
    static String dataUri(Tensor values, double low, double high) {
        int rows = values.size(0);
        int columns = values.size(1);
        float[] x = values.toFloatArray();
        byte[] pixels = new byte[3 * x.length];
        for (int i = 0; i < x.length; i++) {
            int at = (rows - 1 - i / columns) * columns + i % columns;
            double share = Math.clamp((x[i] - low) / Math.max(high - low, 1e-9), 0, 1);
            for (int c = 0; c < 3; c++) {
                pixels[c * x.length + at] = (byte) colour(share, c);
            }
        }
        return Png.dataUri(Tensor.of(DType.UINT8, Shape.of(3, rows, columns), pixels));
    }

    /** The same from 0 to the largest value. */
    static String dataUri(Tensor values) {
        return dataUri(values, 0, values.size() == 0 ? 1 : values.max().item());
    }

    private static int colour(double share, int channel) {
        double place = share * (COLOURS.length - 1);
        int below = (int) Math.min(place, COLOURS.length - 2.0);
        double mixed = place - below;
        return (int) Math.round(COLOURS[below][channel] * (1 - mixed) + COLOURS[below + 1][channel] * mixed);
    }
}
