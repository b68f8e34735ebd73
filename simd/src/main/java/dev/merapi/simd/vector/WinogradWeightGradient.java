package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient by {@link Winograd}: dg = G' [sum over tiles of (B' d B) . (A dY A')] G, so that for each of the 36
 * products there is one matrix product [c, tiles] x [tiles, o].
 *
 * <p>A block of tiles at a time: threads share the channels while they transform, then the 36 products while they
 * multiply and add. The sums have an order of their own ({@link Winograd#rowsPerChain}), whoever makes them.
 */
final class WinogradWeightGradient {
    private static final int TAPS = 9;

    private final Convolution.Shape s;
    private final int perRow;
    private final int strips;
    private final int stripsPerBlock;
    private final WinogradLayout layout;
    private final int panels;
    private final int panelStep;
    private final int step;

    /** Floats of a product's sums: for each panel of output channels rows of NR, one an input channel. */
    private final int sumStep;

    /** Whether the sums aren't written. */
    private final boolean few;

    private final float[] inputs;
    private final Panels gradients;
    private final float[] sums;
    private final MemorySegment x;
    private final long xo;
    private final MemorySegment dy;
    private final long dyo;

    private WinogradWeightGradient(Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo) {
        this.s = s;
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
        perRow = Winograd.tiles(s.ow());
        strips = s.n() * Winograd.tiles(s.oh());
        stripsPerBlock = Math.min(strips, Winograd.rowsPerChain(s));
        int rows = stripsPerBlock * perRow;
        layout = new WinogradLayout(s.c(), rows);
        panels = (s.o() + NR - 1) / NR;
        panelStep = rows * NR;
        step = panels * panelStep + 16;
        sumStep = Math.addExact(Math.multiplyExact(s.c(), panels * NR), 16);
        var space = WinogradSpace.local();
        space.inputs = WinogradSpace.atLeast(layout.size(), space.inputs);
        space.gradients.hold((long) Winograd.PRODUCTS * step);
        few = strips == stripsPerBlock && WinogradFewGradient.fits(rows);
        space.sums = WinogradSpace.atLeast(few ? 0 : Math.multiplyExact(Winograd.PRODUCTS, sumStep), space.sums);
        inputs = space.inputs;
        gradients = space.gradients;
        sums = space.sums;
    }

    /** dw is set to the gradient. */
    static void run(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        if (s.n() == 0) {
            long size = (long) s.o() * s.c() * TAPS;
            dw.asSlice(dwo * Float.BYTES, size * Float.BYTES).fill((byte) 0);
            return;
        }
        var gradient = new WinogradWeightGradient(s, x, xo, dy, dyo);
        for (int first = 0; first < gradient.strips; first += gradient.stripsPerBlock) {
            gradient.block(first, Math.min(first + gradient.stripsPerBlock, gradient.strips));
        }
        gradient.finish(dw, dwo);
    }

    private void block(int first, int last) {
        int groups = (s.c() + LANES - 1) / LANES;
        Workers.forRange(groups + (s.o() + LANES - 1) / LANES, 1, (from, to) -> {
            var space = WinogradSpace.local();
            for (int i = from; i < to; i++) {
                if (i < groups) {
                    WinogradTiles.inputs(s, i * LANES, first, last, x, xo, layout, inputs, space);
                } else {
                    int o = (i - groups) * LANES;
                    int at = o / NR * panelStep + o % NR;
                    WinogradTiles.results(s, o, first, last, dy, dyo, gradients, at, step, space);
                }
            }
        });
        if (few) {
            return;
        }
        Workers.forRange(Winograd.PRODUCTS * panels, 1, (from, to) -> {
            float[] tile = WinogradSpace.local().tile;
            for (int i = from; i < to; i++) {
                multiply(i / panels, i % panels, (last - first) * perRow, first > 0, tile);
            }
        });
    }

    private void multiply(int product, int panel, int tiles, boolean adds, float[] tile) {
        int b = product * step + panel * panelStep;
        for (int block = 0; block < layout.blocks(); block++) {
            int a = layout.place(block, product);
            int channels = layout.depth(block);
            int row = product * sumStep + (panel * s.c() + block * Winograd.DEPTH) * NR;
            int c = 0;
            while (c < channels) {
                int height = channels - c <= EdgeKernel.FLAT_ROWS ? EdgeKernel.FLAT : MR;
                if (height == EdgeKernel.FLAT) {
                    OuterKernel.flat(tiles, inputs, a + c, gradients, b, tile);
                } else {
                    OuterKernel.run(tiles, inputs, a + c, gradients, b, tile);
                }
                keep(tile, Math.min(height, channels - c), adds, row + c * NR);
                c += height;
            }
        }
    }

    private void keep(float[] tile, int rows, boolean adds, int to) {
        int at = to;
        for (int i = 0; i < rows * NR; i += NR, at += NR) {
            var u = FloatVector.fromArray(SPECIES, tile, i);
            var v = FloatVector.fromArray(SPECIES, tile, i + LANES);
            if (adds) {
                u = FloatVector.fromArray(SPECIES, sums, at).add(u);
                v = FloatVector.fromArray(SPECIES, sums, at + LANES).add(v);
            }
            u.intoArray(sums, at);
            v.intoArray(sums, at + LANES);
        }
    }

    /** Transforms the sums back, 16 input channels at a time, and writes dw [o, c, 3, 3]. */
    private void finish(MemorySegment dw, long dwo) {
        int group = 16;
        int parts = (s.c() + group - 1) / group;
        Workers.forRange((s.o() + LANES - 1) / LANES * parts, 1, (from, to) -> {
            var space = WinogradSpace.local();
            space.strip = WinogradSpace.atLeast(3 * Winograd.PATCH * LANES, space.strip);
            space.pixels = WinogradSpace.atLeast((long) group * TAPS * LANES, space.pixels);
            for (int i = from; i < to; i++) {
                int o = i / parts * LANES;
                int c = i % parts * group;
                int count = Math.min(group, s.c() - c);
                kernels(o, c, count, space);
                long at = dwo + ((long) o * s.c() + c) * TAPS;
                int lanes = Math.min(LANES, s.o() - o);
                WinogradBand.store(lanes, count * TAPS, space.pixels, space, dw, at, (long) s.c() * TAPS);
            }
        });
    }

    /** 9 vectors of {@link WinogradSpace#pixels} for each of some input channels. */
    private void kernels(int o, int c, int count, WinogradSpace space) {
        if (few) {
            long from = (long) (o / NR) * panelStep + o % NR;
            WinogradFewGradient.kernels(count, c, layout, inputs, gradients.segment, from, step, space);
            return;
        }
        for (int j = 0; j < count; j++) {
            int at = (o / NR * s.c() + c + j) * NR + o % NR;
            WinogradGradient.kernel(sums, at, sumStep, space.strip, space.pixels, (long) j * TAPS * LANES);
        }
    }
}
