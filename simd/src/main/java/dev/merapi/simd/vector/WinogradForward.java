package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The forward convolution by {@link Winograd}: a block of tiles is transformed to 36 matrices V [tiles, c], multiplied
 * with the transformed weights U [c, o], a panel of output channels after the other, and each panel is transformed back.
 *
 * <p>Channels are in the lanes: every image size then fills its vectors, the bias is a vector, and all that is left to
 * turn are the planes of x and y, in squares ({@link Transpose}). Rows of tiles are counted through the batch, so that
 * small images fill a block.
 */
final class WinogradForward {
    /** Tiles of a block: V and the products of a panel then stay near the second-level cache. */
    private static final int TILES = 98;

    /** From so many channels on the weights are the larger part, and pass fewer times if there are more tiles. */
    private static final int MANY = 257;

    /** Tiles times channels where there are many: V then takes 15 MB. */
    private static final int MOST = 100_000;

    /** Floats of transformed weights that are kept for all blocks of tiles; more are made again for each block. */
    private static final int WHOLE = 4 << 20;

    private final Convolution.Shape s;
    private final int perRow;
    private final int perColumn;
    private final int strips;
    private final int stripsPerBlock;
    private final WinogradLayout layout;
    private final WinogradWeights weights;
    private final boolean whole;
    private final int step;
    private final MemorySegment x;
    private final long xo;
    private final Panels transformed;
    private final ConvolutionStore.Rows finish;
    private final MemorySegment y;
    private final long yo;

    private WinogradForward(
            Convolution.Shape s,
            MemorySegment x,
            long xo,
            WinogradWeights weights,
            ConvolutionStore.Rows finish,
            MemorySegment y,
            long yo) {
        this.s = s;
        this.x = x;
        this.xo = xo;
        this.weights = weights;
        this.finish = finish;
        this.y = y;
        this.yo = yo;
        perRow = Winograd.tiles(s.ow());
        perColumn = Winograd.tiles(s.oh());
        strips = s.n() * perColumn;
        int most = Math.max(1, (s.c() < MANY ? TILES : MOST / s.c()) / perRow);
        // A block with fewer tiles than output channels: threads share its panels, and each transforms all tiles, so
        // that a
        // transformed weight is made by one thread alone.
        boolean alone = strips <= most && strips * perRow < s.o();
        stripsPerBlock = Math.min(most, alone ? strips : (strips - 1) / Workers.threads() + 1);
        int rows = stripsPerBlock * perRow;
        layout = new WinogradLayout(s.c(), rows);
        whole = strips > stripsPerBlock && weights.size() <= WHOLE;
        var space = WinogradSpace.local();
        space.weights.hold(whole ? weights.size() : 0);
        transformed = space.weights;
        step = (rows + MR) * NR + 16;
    }

    /** y = act(x * weight + bias). */
    static void run(
            Convolution.Shape s,
            MemorySegment x,
            long xo,
            WinogradWeights weights,
            MemorySegment bias,
            long bo,
            Gemm.Activation activation,
            MemorySegment y,
            long yo) {
        if (s.n() == 0) {
            return;
        }
        var space = WinogradSpace.local();
        space.bias = WinogradSpace.atLeast(s.o() + LANES, space.bias);
        boolean biased = bias.byteSize() > 0;
        Arrays.fill(space.bias, 0, s.o() + LANES, -0f);
        if (biased) {
            MemorySegment.copy(bias, JAVA_FLOAT, bo * Float.BYTES, space.bias, 0, s.o());
        }
        var finish = new ConvolutionStore.Rows(biased, space.bias, activation == Gemm.Activation.RELU);
        new WinogradForward(s, x, xo, weights, finish, y, yo).run();
    }

    private void run() {
        int blocks = (strips + stripsPerBlock - 1) / stripsPerBlock;
        int all = weights.panels();
        if (whole) {
            weights.transform(transformed);
        }
        int slices = Math.min(all, (Workers.threads() - 1) / blocks + 1);
        Workers.forRange(blocks * slices, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int slice = i % slices;
                block(i / slices * stripsPerBlock, all * slice / slices, all * (slice + 1) / slices);
            }
        });
    }

    /** Panels [p0, p1) of the block of tiles that begins at a strip. */
    private void block(int first, int p0, int p1) {
        var space = WinogradSpace.local();
        int last = Math.min(first + stripsPerBlock, strips);
        space.inputs = WinogradSpace.atLeast(layout.size(), space.inputs);
        space.products = WinogradSpace.atLeast(Winograd.PRODUCTS * step, space.products);
        for (int c = 0; c < s.c(); c += LANES) {
            WinogradTiles.inputs(s, c, first, last, x, xo, layout, space.inputs, space);
        }
        space.pixels = WinogradSpace.atLeast((long) (last - first) * Winograd.TILE * s.ow() * LANES, space.pixels);
        for (int panel = p0; panel < p1; panel++) {
            multiply(panel, (last - first) * perRow, space);
            for (int o = panel * NR; o < Math.min(s.o(), panel * NR + NR); o += LANES) {
                outputs(o, first, last, space);
            }
        }
    }

    private void multiply(int panel, int rows, WinogradSpace space) {
        if (WinogradFew.fits(rows)) {
            WinogradFew.multiply(panel, weights, layout, step, space);
            return;
        }
        for (int block = 0; block < layout.blocks(); block++) {
            var u = transformed;
            int from = weights.place(panel, block);
            if (!whole) {
                space.panel.hold(weights.blockSize());
                weights.transform(panel, block, space.panel, 0);
                u = space.panel;
                from = 0;
            }
            for (int product = 0; product < Winograd.PRODUCTS; product++) {
                int a = layout.place(block, product);
                multiply(panel, block, rows, a, u, from + product * weights.step(), product * step, space);
            }
        }
    }

    /** One of the 36 products: rows of V from {@code a} on by a panel of U, to {@code to}. */
    private void multiply(int panel, int block, int rows, int a, Panels u, int b, int to, WinogradSpace space) {
        boolean narrow = s.o() - panel * NR <= LANES;
        int kc = layout.depth(block);
        int r = 0;
        while (r < rows) {
            int height = rows - r <= EdgeKernel.FLAT_ROWS ? EdgeKernel.FLAT : MR;
            int ao = a + r * MicroKernel.LDA;
            if (height == EdgeKernel.FLAT) {
                EdgeKernel.flat(kc, space.inputs, ao, u, b, space.tile);
            } else if (narrow) {
                EdgeKernel.narrow(kc, space.inputs, ao, u, b, space.tile);
            } else {
                MicroKernel.run(kc, space.inputs, ao, u, b, space.tile);
            }
            keep(space.tile, 0, height * NR, block > 0, space.products, to + r * NR);
            r += height;
        }
    }

    /** Sets or adds n floats of a tile from {@code from} on. */
    static void keep(float[] tile, int from, int n, boolean adds, float[] products, int to) {
        if (adds) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector.fromArray(SPECIES, products, to + i)
                        .add(FloatVector.fromArray(SPECIES, tile, from + i))
                        .intoArray(products, to + i);
            }
        } else {
            for (int i = 0; i < n; i += NR) {
                FloatVector.fromArray(SPECIES, tile, from + i).intoArray(products, to + i);
                FloatVector.fromArray(SPECIES, tile, from + i + LANES).intoArray(products, to + i + LANES);
            }
        }
    }

    /** Transforms the LANES output channels from {@code o} on back, and stores them. */
    private void outputs(int o, int first, int last, WinogradSpace space) {
        int lanes = Math.min(LANES, s.o() - o);
        long plane = (long) s.oh() * s.ow();
        space.strip = WinogradSpace.atLeast(Winograd.TILE * Winograd.PATCH * perRow * LANES, space.strip);
        for (int strip = first; strip < last; ) {
            int image = strip / perColumn;
            int from = strip % perColumn;
            int to = Math.min(perColumn, from + last - strip);
            for (int i = from; i < to; i++) {
                int rows = Math.min(Winograd.TILE, s.oh() - i * Winograd.TILE);
                int at = (strip - first + i - from) * perRow * NR + o % NR;
                int pixel = (i - from) * Winograd.TILE * s.ow();
                WinogradOutput.transform(
                        rows, s.ow(), space.products, step, at, space.strip, finish, o, space.pixels, pixel);
            }
            int begin = from * Winograd.TILE * s.ow();
            int count = Math.min(to * Winograd.TILE, s.oh()) * s.ow() - begin;
            long result = yo + ((long) image * s.o() + o) * plane + begin;
            WinogradBand.store(lanes, count, space.pixels, space, y, result, plane);
            strip += to - from;
        }
    }
}
