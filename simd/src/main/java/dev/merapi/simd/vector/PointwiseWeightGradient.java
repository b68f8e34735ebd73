package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of a pointwise convolution as the matrix product dy [o, positions] times x^T [positions, c], a
 * block of {@link Gemm#KC} positions at a time.
 *
 * <p>The other way round than in {@link ConvolutionWeightGradient}: rows of dy are copied as they are, and x is the
 * side that's transposed, for pointwise convolutions more often have more results than sources. Units of work and
 * sums are like there.
 */
final class PointwiseWeightGradient {
    private static final int NR = MicroKernel.NR;
    private static final int MR = MicroKernel.MR;
    private static final int LANES = MicroKernel.LANES;
    private static final int LDA = MicroKernel.LDA;
    private static final int KC = Gemm.KC;

    private final Correlation c;
    private final int positions;
    private final int chunk;
    private final int chunks;
    private final ChunkSums sums;
    private final MemorySegment x;
    private final long xo;
    private final MemorySegment dy;
    private final long dyo;

    private PointwiseWeightGradient(Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo) {
        c = Correlation.of(s);
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
        positions = c.n() * c.pixels();
        chunk = s.weightGradientChunk();
        chunks = (positions + chunk - 1) / chunk;
        sums = ChunkSums.of(chunks, c.groups() * c.out(), c.in());
    }

    /** dw is set to the gradient. */
    static void run(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        if (s.n() * s.h() * s.w() == 0) {
            dw.asSlice(dwo * Float.BYTES, (long) s.o() * (s.c() / s.groups()) * Float.BYTES)
                    .fill((byte) 0);
            return;
        }
        var gradient = new PointwiseWeightGradient(s, x, xo, dy, dyo);
        gradient.multiply();
        gradient.sums.fold((from, to) -> gradient.write(from, to, dw, dwo));
    }

    private void multiply() {
        int panels = (c.out() + MR - 1) / MR;
        int wanted = Workers.threads() == 1 ? 1 : (2 * Workers.threads() - 1) / (chunks * c.groups()) + 1;
        int perRange = (panels + Math.min(panels, wanted) - 1) / Math.min(panels, wanted) * MR;
        int ranges = (c.out() + perRange - 1) / perRange;
        Workers.forRange(chunks * c.groups() * ranges, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int o = i % ranges * perRange;
                int part = i / ranges;
                chunk(part / c.groups(), part % c.groups(), o, Math.min(o + perRange, c.out()));
            }
        });
    }

    /** Rows [o0, o1) of the gradient of one chunk and group. */
    private void chunk(int index, int group, int o0, int o1) {
        int end = Math.min((index + 1) * chunk, positions);
        int at = sums.at(index, group * c.out());
        var space = ConvolutionSpace.local();
        space.columns = ConvolutionSpace.atLeast(MR * LDA, space.columns);
        space.panels.hold((long) KC * ((c.in() + NR - 1) / NR) * NR);
        for (int p0 = index * chunk; p0 < end; p0 += KC) {
            int p1 = Math.min(p0 + KC, end);
            for (int k = 0; k < c.in(); k += LANES) {
                transpose(group, k, p0, p1, space, k / NR * (p1 - p0) * NR + k % NR);
            }
            for (int o = o0; o < o1; o += MR) {
                int height = Math.min(MR, o1 - o);
                copy(group, o, height, p0, p1, space.columns);
                tiles(p1 - p0, height, at + o * sums.width(), p0 > index * chunk, space);
            }
        }
    }

    /** panel[at + p NR + i] = x of channel k + i at position p0 + p. */
    private void transpose(int group, int k, int p0, int p1, ConvolutionSpace space, int at) {
        int plane = c.pixels();
        int channels = Math.min(LANES, c.in() - k);
        for (int p = p0; p < p1; ) {
            int n = Math.min(LANES, Math.min(plane - p % plane, p1 - p));
            long from = xo + p / plane * c.sourceSample() + ((long) group * c.in() + k) * plane + p % plane;
            Transpose.begin(channels, n, x, from, plane, space.square);
            Transpose.end(space.square, space.square, 0, LANES);
            int to = at + (p - p0) * NR;
            for (int j = 0; j < n; j++, to += NR) {
                space.panels.put(FloatVector.fromArray(MicroKernel.SPECIES, space.square, j * LANES), to);
            }
            p += n;
        }
    }

    /** to[i LDA + p] = dy of channel o + i at position p0 + p. */
    private void copy(int group, int o, int height, int p0, int p1, float[] to) {
        for (int p = p0; p < p1; ) {
            int n = Math.min(c.pixels() - p % c.pixels(), p1 - p);
            long from = dyo + c.resultIndex(group, o, p);
            for (int i = 0; i < height; i++, from += c.pixels()) {
                MemorySegment.copy(dy, JAVA_FLOAT, from * Float.BYTES, to, i * LDA + p - p0, n);
            }
            p += n;
        }
    }

    private void tiles(int kc, int height, int at, boolean adds, ConvolutionSpace space) {
        for (int k = 0; k < c.in(); k += NR) {
            int columns = Math.min(NR, sums.width() - k);
            if (columns <= LANES) {
                EdgeKernel.narrow(kc, space.columns, 0, space.panels, k * kc, space.tile);
            } else if (height <= EdgeKernel.FLAT) {
                EdgeKernel.flat(kc, space.columns, 0, space.panels, k * kc, space.tile);
            } else {
                MicroKernel.run(kc, space.columns, 0, space.panels, k * kc, space.tile);
            }
            sums.keep(space.tile, height, columns, adds, at + k);
        }
    }

    /** Rows [from, to) of the sum, of all groups, to dw [o, c]. */
    private void write(int from, int to, MemorySegment dw, long dwo) {
        for (int row = from; row < to; row++) {
            long at = (dwo + (long) row * c.in()) * Float.BYTES;
            MemorySegment.copy(sums.sums(), sums.at(0, row), dw, JAVA_FLOAT, at, c.in());
        }
    }
}
