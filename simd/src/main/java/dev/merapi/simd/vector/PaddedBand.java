package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Copies rows of an image [channels, h, w] into an array with its padding, so that every tap of every result is a
 * read at a constant distance from its pixel, without a test: {@code image[pixel + offset(channel, tap)]}.
 *
 * <p>A stride s > 1 splits the copy in s phases per axis, [channel][phase row][phase column][row][column]: the pixels
 * of a row that one tap reads are then neighbours, and the stride costs nothing after this copy.
 */
record PaddedBand(ConvolutionAxis rows, ConvolutionAxis columns, int height) {
    /** A band with room for {@code gridRows} rows of results, or for all of them if there are fewer. */
    static PaddedBand of(ConvolutionAxis rows, ConvolutionAxis columns, int gridRows) {
        return new PaddedBand(rows, columns, Math.min(gridRows, rows.grid()) + rows.reach());
    }

    /** Distance of neighbouring rows of results. */
    int width() {
        return columns.padded();
    }

    /** Distance of neighbouring channels. */
    int channelSize() {
        return rows.stride() * columns.stride() * height * width();
    }

    /** Where a tap reads, relative to the pixel's place {@code row width + column} in channel 0. */
    int offset(int channel, int rowTap, int columnTap) {
        int r = rows.tap(rowTap);
        int q = columns.tap(columnTap);
        int phase = r % rows.stride() * columns.stride() + q % columns.stride();
        return channel * channelSize() + phase * height * width() + r / rows.stride() * width() + q / columns.stride();
    }

    /**
     * Fills {@code image} from {@code at} with what {@code gridRows} rows of results from {@code firstRow} on read.
     */
    void copy(int channels, int firstRow, int gridRows, MemorySegment x, long xo, float[] image, int at) {
        copy(channels, firstRow, gridRows, x, xo, image, at, false);
    }

    /** Like {@link #copy}, into an image that was all zeros before the first time: its borders still are. */
    void refill(int channels, int firstRow, int gridRows, MemorySegment x, long xo, float[] image, int at) {
        copy(channels, firstRow, gridRows, x, xo, image, at, true);
    }

    private void copy(
            int channels,
            int firstRow,
            int gridRows,
            MemorySegment x,
            long xo,
            float[] image,
            int at,
            boolean bordered) {
        int used = gridRows + rows.reach();
        long plane = (long) rows.size() * columns.size();
        for (int c = 0; c < channels; c++) {
            for (int phase = 0; phase < rows.stride() * columns.stride(); phase++) {
                int to = at + c * channelSize() + phase * height * width();
                int first = firstRow * rows.stride() + phase / columns.stride() - rows.pad();
                copyPhase(first, phase % columns.stride(), used, x, xo + c * plane, image, to, bordered);
            }
        }
    }

    /** Copies rows {@code first, first + stride, ...} of one channel, every stride-th column. */
    private void copyPhase(
            int first, int phase, int count, MemorySegment x, long xo, float[] image, int to, boolean bordered) {
        int width = width();
        int from = phase - columns.pad();
        int step = columns.stride();
        int left = Math.min(width, from >= 0 ? 0 : (-from + step - 1) / step);
        int right = Math.max(left, Math.min(width, Math.floorDiv(columns.size() - 1 - from, step) + 1));
        if (step == 1
                && rows.stride() == 1
                && right - left == columns.size()
                && width == columns.size()
                && first >= 0
                && first + count <= rows.size()) {
            copyRun(x, xo + (long) first * width, image, to, count * width);
            return;
        }
        int top = Math.clamp(Math.ceilDiv(-first, rows.stride()), 0, count);
        int bottom =
                left == right ? top : Math.clamp(Math.floorDiv(rows.size() - 1 - first, rows.stride()) + 1, top, count);
        Arrays.fill(image, to, to + top * width, 0);
        long source = xo + (first + (long) top * rows.stride()) * columns.size() + from + (long) left * step;
        PaddedRows.copy(
                bottom - top,
                x,
                source,
                (long) rows.stride() * columns.size(),
                step,
                right - left,
                image,
                to + top * width,
                left,
                width,
                bordered);
        Arrays.fill(image, to + bottom * width, to + count * width, 0);
    }

    /** Sets dx [channels, h, w] from the bands of all rows of results at {@code at}: 0 where no result reads. */
    void restore(int channels, float[] image, int at, MemorySegment dx, long dxo) {
        long to = dxo;
        for (int c = 0; c < channels; c++) {
            int from = at + c * channelSize();
            if (rows.stride() == 1
                    && columns.stride() == 1
                    && width() == columns.size()
                    && height == rows.size()
                    && rows.pad() == 0
                    && columns.pad() == 0) {
                restoreRun(image, from, dx, to, height * width());
                to += (long) height * width();
                continue;
            }
            for (int r = 0; r < rows.size(); r++, to += columns.size()) {
                restoreRow(r + rows.pad(), image, from, dx, to);
            }
        }
    }

    private void restoreRow(int padded, float[] image, int channel, MemorySegment dx, long to) {
        int row = padded / rows.stride();
        int step = columns.stride();
        int from = channel + (padded % rows.stride() * step * height + row) * width();
        if (row < height && step == 1 && columns.pad() + columns.size() <= width()) {
            restoreRun(image, from + columns.pad(), dx, to, columns.size());
            return;
        }
        for (int q = 0; q < columns.size(); q++) {
            int p = q + columns.pad();
            boolean read = row < height && p / step < width();
            float v = read ? image[from + p % step * height * width() + p / step] : 0;
            dx.setAtIndex(JAVA_FLOAT, to + q, v);
        }
    }

    private static void restoreRun(float[] x, int xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        int lanes = MicroKernel.LANES;
        if (n < lanes) {
            for (int i = 0; i < n; i++) {
                y.setAtIndex(JAVA_FLOAT, yo + i, x[xo + i]);
            }
            return;
        }
        for (int i = 0; i < n; i += lanes) {
            int j = Math.min(i, n - lanes);
            FloatVector.fromArray(MicroKernel.SPECIES, x, xo + j)
                    .intoMemorySegment(y, (yo + j) * Float.BYTES, MicroKernel.ORDER);
        }
    }

    /** n neighbouring floats; where there's a whole vector the last one overlaps instead of using a mask. */
    private static void copyRun(MemorySegment x, long xo, float[] y, int yo, int n) {
        x = OffHeap.of(x);
        int lanes = MicroKernel.LANES;
        if (n < lanes) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = x.getAtIndex(JAVA_FLOAT, xo + i);
            }
            return;
        }
        for (int i = 0; i < n; i += lanes) {
            int j = Math.min(i, n - lanes);
            FloatVector.fromMemorySegment(MicroKernel.SPECIES, x, (xo + j) * Float.BYTES, MicroKernel.ORDER)
                    .intoArray(y, yo + j);
        }
    }
}
