package dev.merapi.models.data;

/**
 * Other sizes for images, along one axis after the other. With s old pixels to a new one: where an image shrinks (s > 1) a
 * new pixel is the mean over the area that it covers, {@code [i s, (i + 1) s]}; where it grows it's interpolated linearly
 * between the old pixels' centres. (A triangle for both, as other libraries have it, blurs what was drawn n times as large.)
 */
final class Resampling {
    private Resampling() {}

    /** A plane of another size. */
    static float[] of(float[] plane, int width, int height, int newWidth, int newHeight) {
        float[] narrow = new float[newWidth * height];
        for (int y = 0; y < height; y++) {
            line(plane, y * width, 1, width, narrow, y * newWidth, 1, newWidth);
        }
        float[] result = new float[newWidth * newHeight];
        for (int x = 0; x < newWidth; x++) {
            line(narrow, x, newWidth, height, result, x, newWidth, newHeight);
        }
        return result;
    }

    private static void line(float[] x, int xo, int xStride, int n, float[] y, int yo, int yStride, int m) {
        double span = (double) n / m;
        for (int i = 0; i < m; i++) {
            double centre = (i + 0.5) * span;
            double reach = Math.max(span / 2, 1);
            int from = Math.max(0, (int) Math.floor(centre - reach));
            int to = Math.min(n, (int) Math.ceil(centre + reach));
            double sum = 0;
            double weights = 0;
            for (int j = from; j < to; j++) {
                double weight = span > 1
                        ? Math.min(j + 1, centre + span / 2) - Math.max(j, centre - span / 2)
                        : 1 - Math.abs(j + 0.5 - centre);
                weight = Math.max(0, weight);
                sum += weight * x[xo + j * xStride];
                weights += weight;
            }
            y[yo + i * yStride] = (float) (sum / weights);
        }
    }
}
