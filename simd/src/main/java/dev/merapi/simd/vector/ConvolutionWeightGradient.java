package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * The weight gradient as a matrix product, im2col [depth, positions] times dy^T [positions, o], a block of {@link
 * Gemm#KC} positions at a time.
 *
 * <p>im2col is the A here, because its rows are then plain copies of pieces of the image; dy is the side that is
 * transposed, once for all depth rows. A unit of work is a chunk of positions (see {@link
 * Convolution#weightGradient}) and a range of im2col's rows; each chunk has its own sum, and the sums are folded at
 * the end.
 */
final class ConvolutionWeightGradient {
    private static final int NR = MicroKernel.NR;
    private static final int MR = MicroKernel.MR;
    private static final int LANES = MicroKernel.LANES;
    private static final int KC = Gemm.KC;

    private final Correlation c;
    private final PaddedBand band;
    private final int slotSize;
    private final int imageFloats;
    private final int positions;
    private final int chunk;
    private final int chunks;
    private final ChunkSums sums;
    private final int[] offsets;
    private final MemorySegment x;
    private final long xo;
    private final MemorySegment dy;
    private final long dyo;

    private ConvolutionWeightGradient(Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo) {
        c = Correlation.of(s);
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
        positions = c.n() * c.pixels();
        chunk = s.weightGradientChunk();
        chunks = Math.max(1, (positions + chunk - 1) / chunk);
        sums = ChunkSums.of(chunks, c.groups() * c.depth(), c.out());
        int block = Math.min(KC, Math.max(1, positions));
        band = PaddedBand.of(
                c.rows(), c.columns(), (block - 2) / Math.max(1, c.columns().grid()) + 2);
        slotSize = c.in() * band.channelSize();
        int slots = Math.min(c.n(), (block - 2) / Math.max(1, c.pixels()) + 2);
        imageFloats = Math.addExact(Math.multiplyExact(slots, slotSize), ConvolutionPacking.HEAD + NR + LANES);
        var space = ConvolutionSpace.local();
        space.offsets = ConvolutionPacking.offsets(c, band, space.offsets);
        offsets = space.offsets;
    }

    /** dw is set to the gradient. */
    static void run(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        if (s.n() == 0 || s.oh() * s.ow() == 0) {
            long size = (long) s.o() * (s.c() / s.groups()) * s.kh() * s.kw();
            dw.asSlice(dwo * Float.BYTES, size * Float.BYTES).fill((byte) 0);
            return;
        }
        var gradient = new ConvolutionWeightGradient(s, x, xo, dy, dyo);
        gradient.multiply();
        gradient.sums.fold((from, to) -> gradient.write(from, to, dw, dwo));
    }

    private void multiply() {
        int panels = (c.depth() + MR - 1) / MR;
        int wanted = Workers.threads() == 1 ? 1 : (2 * Workers.threads() - 1) / (chunks * c.groups()) + 1;
        int perRange = (panels + Math.min(panels, wanted) - 1) / Math.min(panels, wanted) * MR;
        int ranges = (c.depth() + perRange - 1) / perRange;
        Workers.forRange(chunks * c.groups() * ranges, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int k0 = i % ranges * perRange;
                int part = i / ranges;
                chunk(part / c.groups(), part % c.groups(), k0, Math.min(k0 + perRange, c.depth()));
            }
        });
    }

    /** Rows [k0, k1) of the gradient of one chunk and group. */
    private void chunk(int index, int group, int k0, int k1) {
        int end = Math.min((index + 1) * chunk, positions);
        int at = sums.at(index, group * c.depth());
        for (int p0 = index * chunk; p0 < end; p0 += KC) {
            block(group, k0, k1, p0, Math.min(p0 + KC, end), at, p0 > index * chunk);
        }
    }

    private void block(int group, int k0, int k1, int p0, int p1, int at, boolean adds) {
        var space = ConvolutionSpace.local();
        space.image = ConvolutionSpace.atLeast(imageFloats, space.image);
        space.columns = ConvolutionSpace.atLeast(MR * MicroKernel.LDA, space.columns);
        space.sources = ConvolutionSpace.atLeast(KC, space.sources);
        space.lanes = ConvolutionSpace.atLeast(KC, space.lanes);
        ConvolutionPacking.images(c, band, slotSize, p0, p1, x, xo + group * c.in() * c.sourcePlane(), space.image);
        int pieces = ConvolutionPacking.pieces(c, band, slotSize, p0, p0, p1, false, 0, space);
        int kc = p1 - p0;
        space.panels.hold(((long) kc * ((c.out() + NR - 1) / NR) + LANES) * NR);
        for (int o = 0; o < c.out(); o += LANES) {
            transpose(group, o, p0, p1, space, o / NR * kc * NR + o % NR);
        }
        for (int k = k0; k < k1; k += MR) {
            int height = Math.min(MR, k1 - k);
            for (int i = 0; i < height; i++) {
                ConvolutionPacking.row(
                        offsets[k + i],
                        space.image,
                        space,
                        pieces,
                        ConvolutionPacking.narrow(c),
                        space.columns,
                        i * MicroKernel.LDA);
            }
            tiles(kc, height, at + k * sums.width(), adds, space);
        }
    }

    /** panel[at + p NR + i] = dy of channel o + i at position p0 + p; what a square has beyond is overwritten by what follows. */
    private void transpose(int group, int o, int p0, int p1, ConvolutionSpace space, int at) {
        int plane = c.pixels();
        int channels = Math.min(LANES, c.out() - o);
        for (int p = p0; p < p1; ) {
            int n = Math.min(LANES, Math.min(plane - p % plane, p1 - p));
            long from = dyo + c.resultIndex(group, o, p);
            Transpose.begin(channels, n, dy, from, plane, space.square);
            Transpose.end(space.square, space.panels, at + (p - p0) * NR, NR);
            p += n;
        }
    }

    private void tiles(int kc, int height, int at, boolean adds, ConvolutionSpace space) {
        for (int o = 0; o < c.out(); o += NR) {
            int b = o * kc;
            int columns = Math.min(NR, sums.width() - o);
            if (columns <= LANES) {
                EdgeKernel.narrow(kc, space.columns, 0, space.panels, b, space.tile);
            } else if (height <= EdgeKernel.FLAT) {
                EdgeKernel.flat(kc, space.columns, 0, space.panels, b, space.tile);
            } else {
                MicroKernel.run(kc, space.columns, 0, space.panels, b, space.tile);
            }
            sums.keep(space.tile, height, columns, adds, at + o);
        }
    }

    /** Rows [from, to) of the sum, of all groups, to dw [o, depth]. */
    private void write(int from, int to, MemorySegment dw, long dwo) {
        int depth = c.depth();
        for (int row = from; row < to; row++) {
            long at = dwo + (long) (row / depth) * c.out() * depth + row % depth;
            for (int o = 0; o < c.out(); o++) {
                dw.setAtIndex(JAVA_FLOAT, at + (long) o * depth, sums.sums()[sums.at(0, row) + o]);
            }
        }
    }
}
