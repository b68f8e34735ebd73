package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The input gradient as the matrix product weights^T [depth, o] times dy [o, positions], whose tiles are added to a
 * padded image where their taps read (col2im, but without the columns).
 *
 * <p>The forward kernel with flipped weights over a padded dy, tried first, computes every result for the whole
 * padded image, 1.33 times the work for 13 x 13 results and 2.25 times for 4 x 4, and packs nine times as much: 4.5
 * ms where this takes 2.6, 1.33 where this takes 0.58 (32 and 64 channels, batch 32, one Zen 4 core). A unit of work
 * is a block of samples and a range of channels, so that no two threads add to one element. Rows of weights^T are in
 * the order (tap, the last first; channel): the rows of a tile then go to different channels, and no sum waits for
 * the store before it.
 */
final class ConvolutionInputGradient {
    private static final int NR = MicroKernel.NR;
    private static final int MR = MicroKernel.MR;
    private static final int LANES = MicroKernel.LANES;
    private static final int LDA = MicroKernel.LDA;
    private static final int IMAGE_FLOATS = 64 * 1024;
    private static final int PANEL_FLOATS = 128 * 1024;

    private final Correlation c;
    private final PaddedBand band;
    private final int channels;
    private final int ranges;
    private final int samples;
    private final int blockRows;
    private final MemorySegment dy;
    private final long dyo;
    private final MemorySegment dx;
    private final long dxo;
    private final float[] weights;
    private final int[] offsets;

    private ConvolutionInputGradient(
            Correlation c, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        this.c = c;
        this.dy = dy;
        this.dyo = dyo;
        this.dx = dx;
        this.dxo = dxo;
        band = PaddedBand.of(c.rows(), c.columns(), c.rows().grid());
        int threads = Workers.threads();
        int fit = Math.max(MR, IMAGE_FLOATS / band.channelSize());
        boolean split = threads > 1 && (long) c.n() * c.groups() < 2L * threads;
        channels = Math.min(c.in(), split ? MR : fit);
        ranges = (c.in() + channels - 1) / channels;
        int share = threads == 1 ? c.n() : Math.max(1, c.n() * c.groups() * ranges / (4 * threads));
        samples = Math.clamp(Math.min(share, 2 * IMAGE_FLOATS / (channels * band.channelSize())), 1, c.n());
        blockRows = c.groups() * ranges * ConvolutionPacking.paddedRows(channels * c.taps());
        var space = ConvolutionSpace.local();
        space.weights = ConvolutionSpace.atLeast(
                Math.multiplyExact(ConvolutionPacking.blocks(c.out()) * blockRows, LDA), space.weights);
        weights = space.weights;
        space.offsets = ConvolutionPacking.offsets(c, band, space.offsets);
        offsets = space.offsets;
        for (int group = 0; group < c.groups(); group++) {
            pack(group, weight, wo + (long) group * c.out() * c.depth(), space.square);
        }
    }

    /** dx is set to the gradient. */
    static void run(
            Correlation c, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        if (c.n() > 0) {
            new ConvolutionInputGradient(c, dy, dyo, weight, wo, dx, dxo).run();
        }
    }

    private void run() {
        int blocks = (c.n() + samples - 1) / samples;
        int parts = c.groups() * ranges;
        Workers.forRange(blocks * parts, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                part(i % parts / ranges, i % ranges, i / parts * samples);
            }
        });
    }

    /** Channels of range {@code range}: all but the last have {@link #channels}. */
    private int channels(int range) {
        return Math.min(channels, c.in() - range * channels);
    }

    private int firstRow(int group, int range) {
        return (group * ranges + range) * ConvolutionPacking.paddedRows(channels * c.taps());
    }

    /** Transposes the group's weights [out, depth] into the rows of A, a square at a time. */
    private void pack(int group, MemorySegment weight, long wo, float[] square) {
        for (int k = 0; k < c.depth(); k += LANES) {
            int n = Math.min(LANES, c.depth() - k);
            for (int o = 0; o < c.out(); o += LANES) {
                long from = wo + (long) o * c.depth() + k;
                Transpose.begin(Math.min(LANES, c.out() - o), n, weight, from, c.depth(), square);
                Transpose.end(square, square, 0, LANES);
                for (int i = 0; i < n; i++) {
                    int to = (o / Gemm.KC * blockRows + row(group, k + i)) * LDA + o % Gemm.KC;
                    FloatVector.fromArray(MicroKernel.SPECIES, square, i * LANES)
                            .intoArray(weights, to);
                }
            }
        }
    }

    /** The row of A of weight k = (channel, tap). */
    private int row(int group, int k) {
        int channel = k / c.taps();
        int range = channel / channels;
        int tap = c.taps() - 1 - k % c.taps();
        return firstRow(group, range) + tap * channels(range) + channel % channels;
    }

    private void part(int group, int range, int sample) {
        var space = ConvolutionSpace.local();
        int count = Math.min(samples, c.n() - sample);
        int slotSize = channels(range) * band.channelSize();
        space.image = ConvolutionSpace.atLeast(
                Math.addExact(Math.multiplyExact(count, slotSize), ConvolutionPacking.HEAD + NR), space.image);
        Arrays.fill(space.image, 0, ConvolutionPacking.HEAD + count * slotSize, 0);
        place(channels(range), space);
        int tiles = Math.clamp(PANEL_FLOATS / (c.out() * NR), 1, 16);
        int end = (sample + count) * c.pixels();
        for (int p = sample * c.pixels(); p < end; p += tiles * NR) {
            chunk(group, range, sample, slotSize, p, Math.min(p + tiles * NR, end), space);
        }
        for (int i = 0; i < count; i++) {
            long at = dxo
                    + (sample + i) * c.sourceSample()
                    + ((long) group * c.in() + range * channels) * c.sourcePlane();
            band.restore(channels(range), space.image, ConvolutionPacking.HEAD + i * slotSize, dx, at);
        }
    }

    /** Where each row of A adds, relative to its results' place in the image. */
    private void place(int perTap, ConvolutionSpace space) {
        int taps = c.taps();
        space.places = ConvolutionSpace.atLeast(perTap * taps, space.places);
        for (int row = 0; row < perTap * taps; row++) {
            space.places[row] = offsets[row % perTap * taps + taps - 1 - row / perTap];
        }
    }

    private void chunk(int group, int range, int sample, int slotSize, int p0, int p1, ConvolutionSpace space) {
        int tiles = (p1 - p0 + NR - 1) / NR;
        space.panels.hold((long) tiles * c.out() * NR + NR);
        space.sources = ConvolutionSpace.atLeast(tiles * NR, space.sources);
        space.lanes = ConvolutionSpace.atLeast(tiles * NR + 1, space.lanes);
        space.first = ConvolutionSpace.atLeast(tiles + 1, space.first);
        space.first[0] = 0;
        int origin = sample * c.pixels();
        for (int t = 0; t < tiles; t++) {
            int from = p0 + t * NR;
            int to = Math.min(from + NR, p1);
            packPanel(group, from, to, space, t * c.out() * NR);
            space.first[t + 1] =
                    ConvolutionPacking.pieces(c, band, slotSize, origin, from, to, false, space.first[t], space);
        }
        int rows = channels(range) * c.taps();
        for (int m = 0; m < rows; ) {
            boolean flat = rows - m <= EdgeKernel.FLAT_ROWS;
            int height = Math.min(rows - m, flat ? EdgeKernel.FLAT : MR);
            for (int t = 0; t < tiles; t++) {
                multiply(firstRow(group, range) + m, flat, t * c.out() * NR, space);
                int width = Math.min(NR, p1 - p0 - t * NR);
                for (int i = space.first[t]; i < space.first[t + 1]; i++) {
                    int lane = space.lanes[i];
                    int n = (i + 1 < space.first[t + 1] ? space.lanes[i + 1] : width) - lane;
                    add(m, height, space, lane, n, space.sources[i]);
                }
            }
            m += height;
        }
    }

    /** panel[at + o NR + j] = dy of channel o at position p0 + j, for all o; pieces overlap as in im2col's panels. */
    private void packPanel(int group, int p0, int p1, ConvolutionSpace space, int at) {
        long plane = (long) c.pixels() * Float.BYTES;
        for (int p = p0; p < p1; ) {
            int n = Math.min(LANES, Math.min(c.pixels() - p % c.pixels(), p1 - p));
            long from = (dyo + c.resultIndex(group, 0, p)) * Float.BYTES;
            int to = at + p - p0;
            if (n == LANES) {
                packVector(from, plane, space.panels, to);
            } else {
                packTail(n, from, plane, space.panels, to);
            }
            p += n;
        }
    }

    private void packVector(long from, long plane, Panels panels, int to) {
        long source = from;
        int target = to;
        for (int o = 0; o < c.out(); o++, source += plane, target += NR) {
            panels.put(FloatVector.fromMemorySegment(MicroKernel.SPECIES, dy, source, MicroKernel.ORDER), target);
        }
    }

    private void packTail(int n, long from, long plane, Panels panels, int to) {
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        long source = from;
        int target = to;
        for (int o = 0; o < c.out(); o++, source += plane, target += NR) {
            panels.put(
                    FloatVector.fromMemorySegment(MicroKernel.SPECIES, dy, source, MicroKernel.ORDER, mask),
                    target,
                    mask);
        }
    }

    /** The tile of the rows from {@code row} on and one panel: the sum of its blocks over the output channels. */
    private void multiply(int row, boolean flat, int b, ConvolutionSpace space) {
        for (int o = 0; o < c.out(); o += Gemm.KC) {
            int kc = Math.min(Gemm.KC, c.out() - o);
            float[] to = o == 0 ? space.tile : space.block;
            int a = (o / Gemm.KC * blockRows + row) * LDA;
            int from = b + o * NR;
            if (flat) {
                EdgeKernel.flat(kc, weights, a, space.panels, from, to);
            } else {
                MicroKernel.run(kc, weights, a, space.panels, from, to);
            }
            for (int i = 0; o > 0 && i < (flat ? EdgeKernel.FLAT : MR) * NR; i++) {
                space.tile[i] += to[i];
            }
        }
    }

    /**
     * Adds lanes [lane, lane + n) of the tile's rows to the image. The lanes past n add 0 to what's there, which
     * changes no bit: a sum that begins at 0 is never -0.
     */
    private static void add(int m, int height, ConvolutionSpace space, int lane, int n, int source) {
        if (n == ConvolutionPacking.QUAD.length()) {
            addQuad(m, height, space, lane, source);
            return;
        }
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        var zero = FloatVector.zero(MicroKernel.SPECIES);
        float[] image = space.image;
        int[] places = space.places;
        for (int i = 0; i < height; i++) {
            int to = source + places[m + i];
            var v = zero.blend(FloatVector.fromArray(MicroKernel.SPECIES, space.tile, i * NR + lane), mask);
            FloatVector.fromArray(MicroKernel.SPECIES, image, to).add(v).intoArray(image, to);
        }
    }

    private static void addQuad(int m, int height, ConvolutionSpace space, int lane, int source) {
        float[] image = space.image;
        float[] tile = space.tile;
        int[] places = space.places;
        for (int i = 0; i < height; i++) {
            int to = source + places[m + i];
            var v = FloatVector.fromArray(ConvolutionPacking.QUAD, tile, i * NR + lane);
            FloatVector.fromArray(ConvolutionPacking.QUAD, image, to).add(v).intoArray(image, to);
        }
    }
}
