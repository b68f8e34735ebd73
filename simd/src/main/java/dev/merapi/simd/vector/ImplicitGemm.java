package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * The forward convolution as the matrix product weights [out, depth] times im2col [depth, n pixels], of which only
 * panels of {@link MicroKernel#NR} pixels ever exist. Pixels are counted through the batch, so that small images fill
 * their panels.
 *
 * <p>A chunk of panels (at most half a megabyte, for the second-level cache) is a thread's unit of work: it copies
 * the rows of the images it reads into a {@link PaddedBand}, packs its panels, and runs the kernel over panels of
 * rows of weights, which stay in the first-level cache while the packed panels pass.
 */
final class ImplicitGemm {
    private static final int NR = MicroKernel.NR;
    private static final int MR = MicroKernel.MR;
    private static final int PANELS = 16;
    private static final int POINTWISE_PANELS = 64;

    /** From so many panels on chunks are made equal: of fewer, one more or less is too large a part. */
    private static final int LARGE = 8;

    private static final int PANEL_FLOATS = 128 * 1024;
    private static final int IMAGE_FLOATS = 1024 * 1024;

    private final Correlation c;
    private final PixelPanels panels;
    private final boolean direct;
    private final int tiles;
    private final int tilesPerChunk;
    private final WeightTiles weights;
    private final int parts;
    private final MemorySegment y;
    private final long yo;
    private final ConvolutionStore.Rows rows;

    private ImplicitGemm(
            Correlation c,
            WeightTiles weights,
            MemorySegment x,
            long xo,
            ConvolutionStore.Rows rows,
            MemorySegment y,
            long yo) {
        this.c = c;
        this.weights = weights;
        this.rows = rows;
        this.y = y;
        this.yo = yo;
        tiles = PixelPanels.tiles(c);
        direct = !weights.once() && ShortKernel.applies(c, rows);
        parts = weights.once() ? Math.min(Workers.threads(), (c.out() + MR - 1) / MR) : 1;
        tilesPerChunk = weights.once() ? tiles : tilesPerChunk();
        panels = PixelPanels.of(c, tilesPerChunk, x, xo);
    }

    /** y = the correlation of x with {@code weight}, finished by {@code rows}. */
    static void run(
            Correlation c,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            ConvolutionStore.Rows rows,
            MemorySegment y,
            long yo) {
        if ((long) c.n() * c.pixels() * c.out() == 0) {
            return;
        }
        boolean once = c.groups() == 1 && c.out() > c.n() * c.pixels() && PixelPanels.tiles(c) <= fit(c);
        var weights = once ? WeightTiles.once(c, weight, wo) : WeightTiles.packed(c, weight, wo);
        new ImplicitGemm(c, weights, x, xo, rows, y, yo).run();
    }

    /** dx = the input gradient of a pointwise {@code c}: it is pointwise itself, with the transposed weights. */
    static void turned(
            Correlation c, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        var turned = c.turned();
        if ((long) c.n() * c.pixels() * turned.out() == 0) {
            return;
        }
        new ImplicitGemm(turned, WeightTiles.turned(turned, weight, wo), dy, dyo, ConvolutionStore.Rows.PLAIN, dx, dxo)
                .run();
    }

    private void run() {
        int chunks = (tiles + tilesPerChunk - 1) / tilesPerChunk;
        Workers.forRange(chunks * c.groups() * parts, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int chunk = i / parts;
                chunk(chunk / chunks, chunk % chunks * tilesPerChunk, i % parts);
            }
        });
    }

    /**
     * As many panels as fit the second-level cache; fewer where that leaves threads without work or needs many
     * images.
     */
    private int tilesPerChunk() {
        int most = c.pointwise() ? POINTWISE_PANELS : PANELS;
        long share = (long) tiles * c.groups() / (4L * Workers.threads());
        int count = (int) Math.max(1, Math.min(Math.min(fit(c), most), Workers.threads() == 1 ? most : share));
        while (count > 1 && !c.pointwise() && PixelPanels.imageFloats(c, count) > IMAGE_FLOATS) {
            count /= 2;
        }
        return count < LARGE ? count : even(count);
    }

    /** So many panels or a few less, that all threads have the same number of equal chunks. */
    private int even(int count) {
        int threads = Workers.threads();
        int chunks = Math.ceilDiv(Math.ceilDiv(tiles, count), threads) * threads;
        return Math.ceilDiv(tiles, chunks);
    }

    /** How many panels fit the second-level cache. */
    private static int fit(Correlation c) {
        return PANEL_FLOATS / (Math.max(1, Math.min(c.depth(), Gemm.KC)) * NR);
    }

    private void chunk(int group, int firstTile, int part) {
        int p0 = firstTile * NR;
        int count = Math.min(tilesPerChunk, tiles - firstTile);
        int p1 = Math.min(p0 + count * NR, c.n() * c.pixels());
        var space = ConvolutionSpace.local();
        int depth = c.depth();
        panels.begin(group, p0, p1, Math.min(depth, Gemm.KC), space);
        for (int k0 = 0; k0 == 0 || k0 < depth; k0 += Gemm.KC) {
            int kc = Math.min(Gemm.KC, depth - k0);
            panels.pack(group, k0, kc, p0, p1, space);
            multiply(group, part, k0, kc, p0, p1, space);
        }
    }

    private void multiply(int group, int part, int k0, int kc, int p0, int p1, ConvolutionSpace space) {
        if (direct) {
            for (int m = 0; m < c.out(); m += ShortKernel.ROWS) {
                multiplyShort(group, m, kc, p0, p1, space);
            }
            return;
        }
        int all = (c.out() + MR - 1) / MR;
        int end = Math.min(c.out(), all * (part + 1) / parts * MR);
        for (int m = all * part / parts * MR; m < end; ) {
            int left = end - m;
            boolean flat = left <= EdgeKernel.FLAT_ROWS;
            int height = Math.min(left, flat ? EdgeKernel.FLAT : MR);
            float[] rows = weights.rows(m, height, k0, kc, space);
            int a = weights.first(group, m, k0);
            for (int p = p0; p < p1; p += NR) {
                int b = (p - p0) * kc;
                if (flat) {
                    EdgeKernel.flat(kc, rows, a, space.panels, b, space.tile);
                } else if (p1 - p <= MicroKernel.LANES) {
                    EdgeKernel.narrow(kc, rows, a, space.panels, b, space.tile);
                } else {
                    MicroKernel.run(kc, rows, a, space.panels, b, space.tile);
                }
                store(group, m, height, k0, p, Math.min(p + NR, p1), space.tile);
            }
            m += height;
        }
    }

    /** Channels [m, m + {@link ShortKernel#ROWS}): tiles across the end of a sample go the other way. */
    private void multiplyShort(int group, int m, int kc, int p0, int p1, ConvolutionSpace space) {
        float[] a = weights.rows(m, ShortKernel.ROWS, 0, kc, space);
        int first = weights.first(group, m, 0);
        long plane = (long) c.pixels() * Float.BYTES;
        for (int p = p0; p < p1; p += NR) {
            int b = (p - p0) * kc;
            if (p1 - p >= NR && p % c.pixels() + NR <= c.pixels()) {
                long at = (yo + c.resultIndex(group, m, p)) * Float.BYTES;
                long panel = (long) b * Float.BYTES;
                ShortKernel.run(
                        kc, a, first, space.panels.segment, panel, rows.bias(), group * c.out() + m, y, at, plane);
            } else {
                EdgeKernel.tile(ShortKernel.ROWS, NR, kc, a, first, space.panels, b, space.tile);
                store(group, m, ShortKernel.ROWS, 0, p, Math.min(p + NR, p1), space.tile);
            }
        }
    }

    /** Stores the tile of {@code height} channels of the group from m on and results [p0, p1). */
    private void store(int group, int m, int height, int k0, int p0, int p1, float[] tile) {
        boolean last = k0 + Gemm.KC >= c.depth();
        var finish = last ? rows : ConvolutionStore.Rows.PLAIN;
        for (int p = p0; p < p1; ) {
            int n = Math.min(c.pixels() - p % c.pixels(), p1 - p);
            long at = yo + c.resultIndex(group, m, p);
            if (k0 == 0) {
                ConvolutionStore.set(tile, height, p - p0, n, finish, group * c.out() + m, y, at, c.pixels());
            } else {
                ConvolutionStore.add(tile, height, p - p0, n, finish, group * c.out() + m, y, at, c.pixels());
            }
            p += n;
        }
    }
}
