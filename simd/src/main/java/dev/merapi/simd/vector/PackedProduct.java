package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * The forward convolution with packed weights ({@link Convolution#forwardPacked}): im2col [pixels, depth] times the weights [depth,
 * out], which the kernel reads where they lie.
 *
 * <p>Output channels are in the lanes and pixels are the rows of a tile, so 49 pixels are three tiles of 12 and two
 * of 8, where {@link ImplicitGemm} fills 49 of 64 lanes. Each weight comes from memory once for a chunk of pixels, in one stream
 * that the processor fetches ahead. What has to be turned is the image on the way in and the results on the way out. A narrow
 * machine, whose vectors take half of each row's two cache lines, fetches them twice and is slower this way.
 */
final class PackedProduct {
    private static final int BLOCK = Convolution.BLOCK;

    /** Floats of a chunk's pixels: they lie in the second-level cache while a block of weights passes. */
    private static final int PIXEL_FLOATS = 208 * 1024;

    private static final int FEWEST_PIXELS = 9 * MR;
    private static final int MOST_PIXELS = 17 * MR;

    private final Correlation c;
    private final PixelPanels panels;
    private final int pixels;
    private final int parts;
    private final int pixelsPerChunk;
    private final int blocksOfDepth;
    private final int stretch;
    private final MemorySegment weight;
    private final long wo;
    private final ConvolutionStore.Rows rows;
    private final MemorySegment y;
    private final long yo;

    private PackedProduct(
            Correlation c,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            ConvolutionStore.Rows rows,
            MemorySegment y,
            long yo) {
        this.c = c;
        this.weight = weight;
        this.wo = wo;
        this.rows = rows;
        this.y = y;
        this.yo = yo;
        pixels = c.n() * c.pixels();
        int threads = Workers.threads();
        // Many channels for few pixels: each thread turns all pixels rather than read all weights.
        parts = 2L * pixels <= c.out() ? Math.min(threads, c.out() / BLOCK) : 1;
        pixelsPerChunk = pixelsPerChunk(threads / parts);
        blocksOfDepth = Math.max(1, Math.ceilDiv(c.depth(), Gemm.KC));
        stretch = (pixelsPerChunk + MR + LANES) * LDA;
        panels = PixelPanels.of(c, Math.ceilDiv(pixelsPerChunk, NR), x, xo);
    }

    /** y = the correlation of x with the packed {@code weight}, finished by {@code rows}; there is one group. */
    static void run(
            Correlation c,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            ConvolutionStore.Rows rows,
            MemorySegment y,
            long yo) {
        if ((long) c.n() * c.pixels() * c.out() > 0) {
            new PackedProduct(c, x, xo, weight, wo, rows, y, yo).run();
        }
    }

    /** Equal shares of the pixels, as many as are a multiple of {@code sharers}. */
    private int pixelsPerChunk(int sharers) {
        int most = Math.clamp(PIXEL_FLOATS / Math.max(1, c.depth()), FEWEST_PIXELS, MOST_PIXELS);
        int count = Math.ceilDiv(Math.ceilDiv(pixels, most), sharers) * sharers;
        return Math.ceilDiv(pixels, count);
    }

    private void run() {
        int chunks = Math.ceilDiv(pixels, pixelsPerChunk);
        int blocks = c.out() / BLOCK;
        Workers.forRange(chunks * parts, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int part = i % parts;
                chunk(i / parts * pixelsPerChunk, blocks * part / parts * BLOCK, blocks * (part + 1) / parts * BLOCK);
            }
        });
    }

    /** A chunk of pixels for output channels [o0, o1). */
    private void chunk(int p0, int o0, int o1) {
        var space = ConvolutionSpace.local();
        int p1 = Math.min(p0 + pixelsPerChunk, pixels);
        turn(p0, p1, space);
        for (int o = o0; o < o1; o += NR) {
            multiply(o, p1 - p0, space);
            for (int p = p0; p < p1; p += NR) {
                store(o, p - p0, p, Math.min(p + NR, p1), space);
            }
        }
    }

    /** Rows of A, one a pixel, {@link #stretch} floats a block of the depth. */
    private void turn(int p0, int p1, ConvolutionSpace space) {
        space.columns = ConvolutionSpace.atLeast(Math.multiplyExact(blocksOfDepth, stretch), space.columns);
        panels.begin(0, p0, p1, Math.max(NR, Math.min(c.depth(), Gemm.KC)), space);
        for (int block = 0; block < blocksOfDepth; block++) {
            int kc = depth(block);
            panels.pack(0, block * Gemm.KC, kc, p0, p1, space);
            for (int p = 0; p < p1 - p0; p += NR) {
                int to = block * stretch + p * LDA;
                int count = Math.min(NR, p1 - p0 - p);
                RowPacking.columns(count, kc, space.panels.segment, (long) p * kc, NR, space.columns, to, space.square);
            }
        }
    }

    private int depth(int block) {
        return Math.min(Gemm.KC, c.depth() - block * Gemm.KC);
    }

    /** Sums of {@code count} pixels for NR output channels from o on, to {@link ConvolutionSpace#panels}, a row a pixel. */
    private void multiply(int o, int count, ConvolutionSpace space) {
        long first = wo + (long) (o / BLOCK) * c.depth() * BLOCK + o % BLOCK;
        var tiles = RowTiles.of(count, MR);
        for (int block = 0; block < blocksOfDepth; block++) {
            long b = first + (long) block * Gemm.KC * BLOCK;
            for (int tile = 0; tile < tiles.count(); tile++) {
                int start = tiles.start(tile);
                int height = tiles.height(tile);
                int a = block * stretch + start * LDA;
                EdgeKernel.inPlace(height, depth(block), space.columns, a, weight, b, BLOCK, space.tile);
                int left = Math.min(height, count - start);
                if (block == 0) {
                    GemmStore.set(space.tile, 0, left, NR, space.panels.segment, (long) start * NR, NR);
                } else {
                    GemmStore.add(space.tile, 0, left, NR, space.panels.segment, (long) start * NR, NR);
                }
            }
        }
    }

    /** Turns the sums from row {@code row} on and stores them as results [p0, p1) of NR output channels. */
    private void store(int o, int row, int p0, int p1, ConvolutionSpace space) {
        for (int p = 0; p < p1 - p0; p += LANES) {
            for (int i = 0; i < NR; i += LANES) {
                int count = Math.min(LANES, p1 - p0 - p);
                Transpose.begin(count, LANES, space.panels.segment, (long) (row + p) * NR + i, NR, space.square);
                Transpose.end(space.square, space.results, i * NR + p, NR);
            }
        }
        for (int p = p0; p < p1; ) {
            int n = Math.min(c.pixels() - p % c.pixels(), p1 - p);
            long at = yo + c.resultIndex(0, o, p);
            ConvolutionStore.set(space.results, NR, p - p0, n, rows, o, y, at, c.pixels());
            p += n;
        }
    }
}
