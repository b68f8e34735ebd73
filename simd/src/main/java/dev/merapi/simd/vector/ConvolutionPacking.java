package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies of weights and of im2col's rows in the forms that {@link MicroKernel} reads. */
final class ConvolutionPacking {
    private static final int LANES = MicroKernel.LANES;
    private static final int LDA = MicroKernel.LDA;

    /** The species of pieces of rows of at most 4 results. */
    static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

    /** Room before the first slot of images: a vector of which only the last lanes are wanted may begin there. */
    static final int HEAD = LANES;

    private ConvolutionPacking() {}

    /** Whether all pieces fit {@link #QUAD}. */
    static boolean narrow(Correlation c) {
        return c.columns().grid() <= QUAD.length();
    }

    /**
     * Rows of A for {@code m} channels: what {@link MicroKernel} reads past the last one exists, though it's never
     * used.
     */
    static int paddedRows(int m) {
        return (m + MicroKernel.MR - 1) / MicroKernel.MR * MicroKernel.MR;
    }

    /** Blocks of {@link Gemm#KC} in a chain; at least 1, because a chain of no taps sets its result to 0. */
    static int blocks(int depth) {
        return Math.max(1, (depth + Gemm.KC - 1) / Gemm.KC);
    }

    /** to[((block groups + group) paddedRows + m) LDA + p]: the weights of all groups, in blocks of the chain. */
    static float[] weights(Correlation c, MemorySegment weight, long wo, float[] old) {
        int rows = paddedRows(c.out());
        int blockRows = c.groups() * rows;
        int depth = c.depth();
        float[] to = ConvolutionSpace.atLeast(Math.multiplyExact(blocks(depth) * blockRows, LDA), old);
        for (int i = 0; i < c.groups() * c.out(); i++) {
            int row = i / c.out() * rows + i % c.out();
            for (int p = 0; p < depth; p += Gemm.KC) {
                long from = (wo + (long) i * depth + p) * Float.BYTES;
                int at = (p / Gemm.KC * blockRows + row) * LDA;
                MemorySegment.copy(weight, JAVA_FLOAT, from, to, at, Math.min(Gemm.KC, depth - p));
            }
        }
        return to;
    }

    /** What {@link #weights} makes of the transposed weights of a pointwise convolution; c is the turned one. */
    static float[] turnedWeights(Correlation c, MemorySegment weight, long wo, ConvolutionSpace space) {
        int rows = paddedRows(c.out());
        int blockRows = c.groups() * rows;
        float[] to = ConvolutionSpace.atLeast(Math.multiplyExact(blocks(c.in()) * blockRows, LDA), space.weights);
        for (int group = 0; group < c.groups(); group++) {
            for (int p = 0; p < c.in(); p += LANES) {
                int high = Math.min(LANES, c.in() - p);
                for (int m = 0; m < c.out(); m += LANES) {
                    int n = Math.min(LANES, c.out() - m);
                    long from = wo + ((long) group * c.in() + p) * c.out() + m;
                    Transpose.begin(high, n, weight, from, c.out(), space.square);
                    Transpose.end(space.square, space.square, 0, LANES);
                    int at = (p / Gemm.KC * blockRows + group * rows + m) * LDA + p % Gemm.KC;
                    for (int i = 0; i < n; i++) {
                        FloatVector.fromArray(MicroKernel.SPECIES, space.square, i * LANES)
                                .intoArray(to, at + i * LDA);
                    }
                }
            }
        }
        return to;
    }

    /** One row of im2col: to[at + lane] = image[offset + source], in pieces as in {@link ConvolutionPanel}. */
    static void row(int offset, float[] image, ConvolutionSpace space, int pieces, boolean narrow, float[] to, int at) {
        int[] sources = space.sources;
        int[] lanes = space.lanes;
        if (narrow) {
            for (int i = 0; i < pieces; i++) {
                FloatVector.fromArray(QUAD, image, offset + sources[i]).intoArray(to, at + lanes[i]);
            }
            return;
        }
        for (int i = 0; i < pieces; i++) {
            FloatVector.fromArray(MicroKernel.SPECIES, image, offset + sources[i])
                    .intoArray(to, at + lanes[i]);
        }
    }

    /**
     * Cuts results {@code [p0, p1)}, counted through the samples, in pieces that are neighbours in the image and no
     * longer than a vector, and appends them.
     *
     * @param chunk first result of the chunk whose images are in the space, slot after slot
     * @param p0 first result, lane 0
     * @param aligned whether a piece also ends where a vector of lanes does
     * @return the number of pieces so far
     */
    static int pieces(
            Correlation c,
            PaddedBand band,
            int slotSize,
            int chunk,
            int p0,
            int p1,
            boolean aligned,
            int count,
            ConvolutionSpace space) {
        int grid = c.columns().grid();
        int chunkSample = chunk / c.pixels();
        int chunkRow = chunk % c.pixels() / grid;
        int at = count;
        for (int p = p0; p < p1; ) {
            int sample = p / c.pixels();
            int row = p % c.pixels() / grid;
            int column = p % grid;
            int longest = aligned ? LANES - (p - p0) % LANES : LANES;
            int firstRow = sample == chunkSample ? chunkRow : 0;
            int slot = HEAD + (sample - chunkSample) * slotSize;
            space.sources[at] = slot + (row - firstRow) * band.width() + column;
            space.lanes[at++] = p - p0;
            p += Math.min(longest, Math.min(grid - column, p1 - p));
        }
        return at;
    }

    /** Copies the bands of all samples that results [p0, p1) read. */
    static void images(
            Correlation c, PaddedBand band, int slotSize, int p0, int p1, MemorySegment x, long xo, float[] image) {
        int grid = c.columns().grid();
        int first = p0 / c.pixels();
        int last = (p1 - 1) / c.pixels();
        for (int sample = first; sample <= last; sample++) {
            int firstRow = sample == first ? p0 % c.pixels() / grid : 0;
            int lastRow =
                    sample == last ? (p1 - 1) % c.pixels() / grid : c.rows().grid() - 1;
            band.copy(
                    c.in(),
                    firstRow,
                    lastRow - firstRow + 1,
                    x,
                    xo + sample * c.sourceSample(),
                    image,
                    HEAD + (sample - first) * slotSize);
        }
    }

    /** offsets[k]: where tap k reads relative to its result's place in the image. */
    static int[] offsets(Correlation c, PaddedBand band, int[] old) {
        int[] offsets = ConvolutionSpace.atLeast(c.depth(), old);
        int at = 0;
        for (int channel = 0; channel < c.in(); channel++) {
            for (int r = 0; r < c.rows().taps(); r++) {
                for (int q = 0; q < c.columns().taps(); q++) {
                    offsets[at++] = band.offset(channel, r, q);
                }
            }
        }
        return offsets;
    }
}
