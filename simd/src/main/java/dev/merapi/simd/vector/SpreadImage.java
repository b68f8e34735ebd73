package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Copies dy into a {@link PaddedBand} that has all rows of a plane, with {@code strideH - 1} rows and {@code strideW - 1}
 * columns of zeros between its elements: what the input gradient of a strided convolution correlates.
 */
record SpreadImage(Correlation c, PaddedBand band, int strideH, int strideW) {
    /** Whether there is anything between elements. */
    boolean any() {
        return strideH * strideW > 1;
    }

    /** Writes the elements of a sample's group to where they belong between the zeros that are there. */
    void copy(MemorySegment x, long xo, int index, float[] image) {
        int height = (c.rows().size() - 1) / strideH + 1;
        int width = (c.columns().size() - 1) / strideW + 1;
        long from = xo + (long) index * c.in() * height * width;
        for (int i = 0; i < c.in(); i++) {
            int to = ConvolutionPacking.HEAD + i * band.channelSize();
            for (int r = 0; r < height; r++, from += width) {
                int row = r * strideH + c.rows().pad();
                if (row >= 0 && row < band.height()) {
                    row(x, from, width, image, to + row * band.width());
                }
            }
        }
    }

    private void row(MemorySegment x, long from, int width, float[] image, int to) {
        int pad = c.columns().pad();
        int first = pad >= 0 ? 0 : (strideW - 1 - pad) / strideW;
        int last = Math.min(width, Math.floorDiv(band.width() - 1 - pad, strideW) + 1);
        for (int q = first; q < last; q++) {
            image[to + q * strideW + pad] = x.getAtIndex(JAVA_FLOAT, from + q);
        }
    }
}
