package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The weight gradient of a depthwise convolution: for each channel, tap by tap, the dot product of dy with the shifted
 * x, in 16 sums side by side (see {@link Convolution#weightGradient}). A unit of work is some channels of x, through
 * all samples. dy is read where it lies, by whole vectors; the last plane of its memory is copied first, because a vector
 * might pass the end.
 */
final class DepthwiseWeightGradient {
    private static final int LANES = MicroKernel.LANES;

    /** Sums of a weight. */
    private static final int SUMS = DepthwiseDots.SUMS;

    /** Floats of a sample's planes in a unit of work: long enough for the memory to be read ahead. */
    private static final int UNIT_FLOATS = 32 * 1024;

    private final Correlation c;
    private final PaddedBand band;
    private final boolean square;
    private final int taps;
    private final int[] offsets;
    private final MemorySegment x;
    private final long xo;
    private final MemorySegment dy;
    private final long dyo;
    private final MemorySegment dw;
    private final long dwo;

    private DepthwiseWeightGradient(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        c = Correlation.of(s);
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
        this.dw = dw;
        this.dwo = dwo;
        band = PaddedBand.of(c.rows(), c.columns(), c.rows().grid());
        square = c.rows().neighbours(3) && c.columns().neighbours(3);
        taps = c.taps();
        var space = ConvolutionSpace.local();
        space.offsets = ConvolutionSpace.atLeast(taps + DepthwiseDots.TAPS, space.offsets);
        offsets = ConvolutionPacking.offsets(c, band, space.offsets);
        Arrays.fill(offsets, taps, taps + DepthwiseDots.TAPS, 0);
    }

    /** dw is set to the gradient. */
    static void run(
            Convolution.Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        new DepthwiseWeightGradient(s, x, xo, dy, dyo, dw, dwo).run();
    }

    private void run() {
        int most = Math.max(1, UNIT_FLOATS / Math.max(1, c.pixels()));
        int share = Workers.threads() == 1 ? c.groups() : Math.max(1, c.groups() / (4 * Workers.threads()));
        int unit = Math.min(most, share);
        Workers.forRange((c.groups() + unit - 1) / unit, 1, (from, to) -> {
            var space = ConvolutionSpace.local();
            int slack = ConvolutionPacking.HEAD + SUMS + 2 * LANES;
            space.image = ConvolutionSpace.atLeast(Math.addExact(slack, band.channelSize()), space.image);
            Arrays.fill(space.image, 0, band.channelSize() + slack, 0);
            space.panel((long) c.pixels() + LANES);
            space.columns = ConvolutionSpace.atLeast(unit * c.out() * taps * SUMS, space.columns);
            for (int i = from; i < to; i++) {
                channels(i * unit, Math.min(c.groups(), (i + 1) * unit), space);
            }
        });
    }

    /** All samples of channels [c0, c1): a sample's are neighbours in memory. */
    private void channels(int c0, int c1, ConvolutionSpace space) {
        float[] sums = space.columns;
        int perChannel = c.out() * taps;
        Arrays.fill(sums, 0, (c1 - c0) * perChannel * SUMS, 0);
        for (int sample = 0; sample < c.n(); sample++) {
            for (int channel = c0; channel < c1; channel++) {
                int index = sample * c.groups() + channel;
                long at = xo + index * c.sourcePlane();
                band.refill(1, 0, c.rows().grid(), x, at, space.image, ConvolutionPacking.HEAD);
                for (int m = 0; m < c.out(); m++) {
                    int to = ((channel - c0) * c.out() + m) * taps * SUMS;
                    dots(space, (dyo + ((long) index * c.out() + m) * c.pixels()) * Float.BYTES, sums, to);
                }
            }
        }
        for (int i = 0; i < (c1 - c0) * perChannel; i++) {
            dw.setAtIndex(JAVA_FLOAT, dwo + (long) c0 * perChannel + i, fold(sums, i * SUMS));
        }
    }

    /** Adds the chains of all columns of the plane of dy that begins at byte {@code first}. */
    private void dots(ConvolutionSpace space, long first, float[] sums, int to) {
        long bytes = (long) c.pixels() * Float.BYTES;
        boolean last = first + bytes + (long) LANES * Float.BYTES > dy.byteSize();
        if (last) {
            MemorySegment.copy(dy, first, space.panel, 0, bytes);
        }
        for (int lane = 0; lane < SUMS; lane += LANES) {
            dots(space.image, last ? space.panel : dy, last ? 0 : first, lane, sums, to + lane);
        }
    }

    /** Adds the chains of lanes [lane, lane + LANES) of all blocks to their sums. */
    private void dots(float[] image, MemorySegment g, long first, int lane, float[] sums, int to) {
        int columns = c.columns().grid();
        int rows = c.rows().grid();
        for (int q = lane; q < columns; q += SUMS) {
            int at = ConvolutionPacking.HEAD + q;
            long from = first + (long) q * Float.BYTES;
            int n = Math.min(LANES, columns - q);
            if (square && rows > 1) {
                DepthwiseDots.square(rows, n, image, at, band.width(), g, from, columns, sums, to);
            } else {
                for (int t = 0; t < taps; t += DepthwiseDots.TAPS) {
                    int count = Math.min(DepthwiseDots.TAPS, taps - t);
                    DepthwiseDots.any(
                            rows, n, count, offsets, t, image, at, band.width(), g, from, columns, sums, to + t * SUMS);
                }
            }
        }
    }

    private static float fold(float[] sums, int at) {
        for (int half = SUMS / 2; half > 0; half /= 2) {
            for (int i = at; i < at + half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[at];
    }
}
