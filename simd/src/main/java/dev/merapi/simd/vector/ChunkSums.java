package dev.merapi.simd.vector;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradients of a convolution's chunks of positions, each {@code rows} rows {@code width} apart, and their
 * sum by the tree of {@link Convolution#weightGradient}.
 *
 * @param width a multiple of {@link MicroKernel#LANES}
 */
record ChunkSums(int chunks, int rows, int width, float[] sums) {
    private static final int LANES = MicroKernel.LANES;
    private static final int NR = MicroKernel.NR;
    private static final int GRAIN_FLOATS = 16384;

    /** In the calling thread's memory, for it and its helpers. */
    static ChunkSums of(int chunks, int rows, int columns) {
        int width = (columns + LANES - 1) / LANES * LANES;
        var space = ConvolutionSpace.local();
        int size = Math.multiplyExact(chunks, Math.multiplyExact(rows, width));
        space.partials = ConvolutionSpace.atLeast(size, space.partials);
        return new ChunkSums(chunks, rows, width, space.partials);
    }

    /** Where a row of a chunk begins. */
    int at(int chunk, int row) {
        return (chunk * rows + row) * width;
    }

    /** Sets so many rows and columns from {@code to} on to those of the tile, or adds them. */
    void keep(float[] tile, int height, int columns, boolean adds, int to) {
        for (int i = 0; i < height; i++) {
            keepRow(tile, i * NR, columns, adds, to + i * width);
        }
    }

    private void keepRow(float[] tile, int from, int n, boolean adds, int to) {
        for (int j = 0; j < n; j += LANES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, from + j);
            var z = adds
                    ? FloatVector.fromArray(MicroKernel.SPECIES, sums, to + j).add(v)
                    : v;
            z.intoArray(sums, to + j);
        }
    }

    /** Adds the chunks to the first one and gives each range of its rows to {@code finished}. */
    void fold(Workers.Range finished) {
        Workers.forRange(rows, Math.max(1, GRAIN_FLOATS / (chunks * width)), (from, to) -> {
            int n = (to - from) * width;
            for (int step = 1; step < chunks; step *= 2) {
                for (int i = 0; i + step < chunks; i += 2 * step) {
                    add(sums, at(i, from), at(i + step, from), n);
                }
            }
            finished.run(from, to);
        });
    }

    /** C2 makes vectors of this by itself; it is called too rarely to be compiled early. */
    private static void add(float[] a, int to, int from, int n) {
        for (int i = 0; i < n; i++) {
            a[to + i] += a[from + i];
        }
    }
}
