package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.ChainKernel.ROWS;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of 3 x 3 taps of three colours as the matrix product dy [o, positions] times im2col^T [positions,
 * 27], a block of {@link Gemm#KC} positions at a time.
 *
 * <p>{@link ConvolutionWeightGradient} transposes dy, which for so few taps takes as long as the product. Here dy is read
 * where it lies and the taps are the lanes, 27 of two vectors: of an image [row][column][colour] a position reads
 * nine neighbours in each of three rows. Units of work and sums are like there.
 */
final class PictureWeightGradient {
    private static final int KC = Gemm.KC;
    private static final int COLOURS = 3;
    private static final int SIDE = 3;
    private static final int RUN = SIDE * COLOURS;
    private static final int DEPTH = SIDE * RUN;

    private final Correlation c;
    private final int positions;
    private final int chunk;
    private final int chunks;

    /** Distance of the rows of the image. */
    private final int width;

    private final ChunkSums sums;
    private final MemorySegment x;
    private final long xo;
    private final MemorySegment dy;
    private final long dyo;

    private PictureWeightGradient(Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo) {
        c = Correlation.of(s);
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
        positions = c.n() * c.pixels();
        chunk = s.weightGradientChunk();
        chunks = (positions + chunk - 1) / chunk;
        width = ((c.columns().grid() - 1) * c.columns().stride() + SIDE) * COLOURS;
        sums = ChunkSums.of(chunks, c.out(), DEPTH);
    }

    /** Whether s is of this kind and vectors have 512 bits: in shorter ones the runs of nine taps would be cut. */
    static boolean applies(Convolution.Shape s) {
        return LANES == 16
                && s.c() == COLOURS
                && s.kh() == SIDE
                && s.kw() == SIDE
                && s.groups() == 1
                && s.dilationW() == 1
                && s.o() % ROWS == 0
                && s.n() * s.oh() * s.ow() > 0;
    }

    /** dw is set to the gradient. */
    static void run(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        var gradient = new PictureWeightGradient(s, x, xo, dy, dyo);
        gradient.multiply();
        gradient.sums.fold((from, to) -> gradient.write(from, to, dw, dwo));
    }

    private void multiply() {
        int tiles = c.out() / ROWS;
        int wanted = Workers.threads() == 1 ? 1 : (2 * Workers.threads() - 1) / chunks + 1;
        int perRange = (tiles + Math.min(tiles, wanted) - 1) / Math.min(tiles, wanted) * ROWS;
        int ranges = (c.out() + perRange - 1) / perRange;
        Workers.forRange(chunks * ranges, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int o = i % ranges * perRange;
                chunk(i / ranges, o, Math.min(o + perRange, c.out()));
            }
        });
    }

    /** Rows [o0, o1) of the gradient of one chunk. */
    private void chunk(int index, int o0, int o1) {
        int end = Math.min((index + 1) * chunk, positions);
        var space = ConvolutionSpace.local();
        space.panel((long) KC * NR);
        for (int p0 = index * chunk; p0 < end; p0 += KC) {
            int p1 = Math.min(p0 + KC, end);
            pack(p0, p1, space);
            for (int o = o0; o < o1; o += ROWS) {
                tile(o, p0, p1, space);
                sums.keep(space.tile, ROWS, NR, p0 > index * chunk, sums.at(index, o));
            }
        }
    }

    /** panel[(p - p0) NR + tap] = what the tap of position p reads, for the positions [p0, p1) row by row. */
    private void pack(int p0, int p1, ConvolutionSpace space) {
        int grid = c.columns().grid();
        int step = c.columns().stride() * COLOURS;
        for (int p = p0; p < p1; ) {
            int first = p % c.pixels();
            int end = Math.min(c.pixels(), first + p1 - p);
            int firstRow = first / grid;
            image(p / c.pixels(), firstRow, (end - 1) / grid - firstRow + 1, space);
            for (int i = first; i < end; ) {
                int n = Math.min(grid - i % grid, end - i);
                int source = (i / grid - firstRow) * c.rows().stride() * width + i % grid * step;
                runs(n, space.image, source, c.rows().tap(1) * width, step, space.panel, (long) (p - p0) * NR);
                i += n;
                p += n;
            }
        }
    }

    /** The rows of the sample that so many rows of results read, in pixels and with their padding. */
    private void image(int sample, int firstRow, int gridRows, ConvolutionSpace space) {
        var rows = c.rows();
        var columns = c.columns();
        int count = (gridRows - 1) * rows.stride() + rows.tap(SIDE - 1) + 1;
        space.image = ConvolutionSpace.atLeast(Math.addExact(Math.multiplyExact(count, width), LANES), space.image);
        int left = Math.min(columns.pad() * COLOURS, width);
        int right = Math.clamp((columns.pad() + columns.size()) * COLOURS, left, width);
        for (int i = 0; i < count; i++) {
            int row = firstRow * rows.stride() - rows.pad() + i;
            int at = i * width;
            if (row < 0 || row >= rows.size()) {
                Arrays.fill(space.image, at, at + width, 0);
                continue;
            }
            long from = xo + sample * c.sourceSample() + (long) row * columns.size();
            Arrays.fill(space.image, at, at + left, 0);
            ColourPixels.turn((right - left) / COLOURS, x, from, c.sourcePlane(), space.image, at + left);
            Arrays.fill(space.image, at + right, at + width, 0);
        }
    }

    /**
     * The taps of n neighbouring positions, three runs in two vectors. What the second vector has beyond its 11 taps is
     * never used.
     *
     * @param next distance of the rows of the image that taps read
     * @param step distance of the positions in it
     */
    private static void runs(int n, float[] image, int source, int next, int step, MemorySegment panel, long at) {
        var to = OffHeap.of(panel);
        var ofFirst = SPECIES.indexInRange(0, RUN);
        var ofSecond = SPECIES.indexInRange(0, 2 * RUN - LANES);
        int second = next - RUN;
        int third = 2 * (next - RUN) + LANES;
        int from = source;
        long bytes = at * Float.BYTES;
        for (int i = 0; i < n; i++, from += step, bytes += NR * Float.BYTES) {
            FloatVector.fromArray(SPECIES, image, from + second)
                    .blend(FloatVector.fromArray(SPECIES, image, from), ofFirst)
                    .intoMemorySegment(to, bytes, ORDER);
            FloatVector.fromArray(SPECIES, image, from + third)
                    .blend(FloatVector.fromArray(SPECIES, image, from + second + LANES), ofSecond)
                    .intoMemorySegment(to, bytes + LANES * Float.BYTES, ORDER);
        }
    }

    /** The tile of channels from o on and one block, whose chains run through the planes of several samples. */
    private void tile(int o, int p0, int p1, ConvolutionSpace space) {
        Arrays.fill(space.tile, 0, ROWS * NR, 0);
        long plane = (long) c.pixels() * Float.BYTES;
        for (int p = p0; p < p1; ) {
            int n = Math.min(c.pixels() - p % c.pixels(), p1 - p);
            long a = (dyo + c.resultIndex(0, o, p)) * Float.BYTES;
            long b = (long) (p - p0) * NR * Float.BYTES;
            ChainKernel.run(n, dy, a, plane, space.panel, b, space.tile);
            p += n;
        }
    }

    /** Rows [from, to) of dw [o, colour, row, column] from sums [o, row, column, colour]. */
    private void write(int from, int to, MemorySegment dw, long dwo) {
        for (int o = from; o < to; o++) {
            for (int k = 0; k < DEPTH; k++) {
                int tap = k % COLOURS * SIDE * SIDE + k / COLOURS;
                dw.setAtIndex(JAVA_FLOAT, dwo + (long) o * DEPTH + tap, sums.sums()[sums.at(0, o) + k]);
            }
        }
    }
}
