package dev.merapi.models.data;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * y = (x / 255 - mean) / std for pixels of uint8, in each channel; rounded once, from float64 to float32.
 *
 * @param mean of each channel, in units of 255
 * @param std of each channel, in units of 255, greater than 0
 */
public record Normalization(List<Double> mean, List<Double> std) {
    /** Checks that both lists are of one length and usable. */
    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != std.size()
                || !mean.stream().allMatch(Double::isFinite)
                || !std.stream().allMatch(s -> Double.isFinite(s) && s > 0)) {
            throw new IllegalArgumentException(
                    "a normalization needs a finite mean and a positive std for each channel, but" + " got " + mean
                            + " and " + std);
        }
    }

    /**
     * The mean and the standard deviation over all pixels of each channel. The sums are whole numbers, so their order
     * doesn't matter; a channel of one colour gets std 1.
     *
     * @param images uint8 [n, c, h, w]
     */
    public static Normalization of(Tensor images) {
        check(images);
        int channels = images.size(1);
        long[] sum = new long[channels];
        long[] squares = new long[channels];
        int plane = images.size(2) * images.size(3);
        MemorySegment pixels = images.segment();
        for (int i = 0; i < images.size(0) * channels; i++) {
            long at = images.offset() + (long) i * plane;
            for (long p = at; p < at + plane; p++) {
                int x = pixels.get(ValueLayout.JAVA_BYTE, p) & 0xff;
                sum[i % channels] += x;
                squares[i % channels] += (long) x * x;
            }
        }
        List<Double> mean = new ArrayList<>();
        List<Double> std = new ArrayList<>();
        double count = Math.max(1, (double) images.size(0) * plane);
        for (int c = 0; c < channels; c++) {
            double m = sum[c] / count;
            double variance = squares[c] / count - m * m;
            mean.add(m / 255);
            std.add(variance > 0 ? Math.sqrt(variance) / 255 : 1);
        }
        return new Normalization(mean, std);
    }

    /** Images uint8 [n, c, h, w] as float32 of the same shape. */
    public Tensor apply(Tensor images) {
        check(images);
        checkChannels(images);
        Tensor y = Tensor.allocate(images.spec().with(DType.FLOAT32));
        float[][] tables = tables();
        for (int i = 0; i < images.size(0); i++) {
            apply(tables, images, i, y, i);
        }
        return y;
    }

    /** Images with these numbers, as float32 [indices, c, h, w]. */
    Tensor apply(Tensor images, int[] indices) {
        Dataset.existing(images.size(0), indices);
        checkChannels(images);
        Shape shape = images.shape().with(0, indices.length);
        Tensor y = Tensor.allocate(new Spec(DType.FLOAT32, shape));
        float[][] tables = tables();
        for (int i = 0; i < indices.length; i++) {
            apply(tables, images, indices[i], y, i);
        }
        return y;
    }

    /** (x - mean) / std of pixels that are float32 [n, c, h, w] from 0 to 1 already. */
    Tensor applyToShares(Tensor images) {
        return images.sub(channelwise(mean)).div(channelwise(std));
    }

    /** [c, 1, 1]. */
    private static Tensor channelwise(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int c = 0; c < floats.length; c++) {
            floats[c] = values.get(c).floatValue();
        }
        return Tensor.of(floats).reshape(floats.length, 1, 1);
    }

    private static void apply(float[][] tables, Tensor images, int from, Tensor y, int to) {
        int plane = images.size(2) * images.size(3);
        MemorySegment pixels = images.segment();
        MemorySegment out = y.segment();
        long source = images.offset() + (long) from * tables.length * plane;
        long target = (long) to * tables.length * plane;
        for (float[] table : tables) {
            for (int p = 0; p < plane; p++) {
                float value = table[pixels.get(ValueLayout.JAVA_BYTE, source++) & 0xff];
                out.setAtIndex(ValueLayout.JAVA_FLOAT, target++, value);
            }
        }
    }

    /** There are only 256 pixels: every y by channel and pixel. */
    private float[][] tables() {
        float[][] tables = new float[mean.size()][256];
        for (int c = 0; c < tables.length; c++) {
            for (int x = 0; x < 256; x++) {
                tables[c][x] = (float) ((x / 255.0 - mean.get(c)) / std.get(c));
            }
        }
        return tables;
    }

    void checkChannels(Tensor images) {
        if (images.size(1) != mean.size()) {
            throw new ShapeException("normalization: images " + images.shape() + " have " + images.size(1)
                    + " channels, but means are known for " + mean.size() + "; convert the images");
        }
    }

    private static void check(Tensor images) {
        if (images.dtype() != DType.UINT8 || images.rank() != 4 || !images.isContiguous()) {
            throw new ShapeException(
                    "normalization: images must be contiguous uint8 [n, c, h, w], but are " + images.spec());
        }
    }
}
