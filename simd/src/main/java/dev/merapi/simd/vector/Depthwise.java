package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Depthwise convolution, forward and input gradient: every group has one source channel (or one result channel), so
 * there is no matrix product to be had, and im2col would write each pixel nine times to read it once.
 *
 * <p>A unit of work is a plane: a band of its rows is copied with its padding to the first-level cache, and {@link
 * DepthwiseKernel} correlates it. The input gradient is the same correlation of dy with the kernel turned by half a
 * turn; where the stride is more than 1, dy has zeros between its elements, of which the copy takes care.
 */
final class Depthwise {
    private static final int LANES = MicroKernel.LANES;

    private static final int HEAD = ConvolutionPacking.HEAD;

    /** Whether there are registers for two vectors of columns at a time. */
    private static final boolean PAIRS = MicroKernel.WIDE;

    /** Floats of a band: it stays in the first-level cache together with the results. */
    private static final int BAND_FLOATS = 6 * 1024;

    /** Floats of a plane that's copied ahead: two of them stay in the second-level cache. */
    private static final int PLANE_FLOATS = 16 * 1024;

    /** Floats of all planes of a chunk of work: some ten microseconds. */
    private static final int GRAIN_FLOATS = 64 * 1024;

    private final Correlation c;
    private final PaddedBand band;
    private final SpreadImage spread;
    private final int bandRows;
    private final boolean square;
    private final boolean direct;
    private final boolean ahead;
    private final boolean inPlace;
    private final float[] weights;
    private final int[] offsets;
    private final MemorySegment x;
    private final long xo;
    private final ConvolutionStore.Rows finish;
    private final MemorySegment y;
    private final long yo;

    private Depthwise(
            Correlation c,
            int spreadH,
            int spreadW,
            float[] weights,
            MemorySegment x,
            long xo,
            ConvolutionStore.Rows finish,
            MemorySegment y,
            long yo) {
        this.c = c;
        this.weights = weights;
        this.x = x;
        this.xo = xo;
        this.finish = finish;
        this.y = y;
        this.yo = yo;
        int whole = c.rows().grid();
        int perRow = PaddedBand.of(c.rows(), c.columns(), 1).channelSize()
                / (1 + c.rows().reach())
                * c.in();
        int fit = Math.max(8, BAND_FLOATS / perRow - c.rows().reach());
        square = c.depth() == 9 && c.rows().neighbours(3) && c.columns().neighbours(3);
        boolean same = c.rows().pad() == 1 && c.columns().pad() == 1 && c.in() == 1 && c.out() == 1;
        boolean fits = PaddedBand.of(c.rows(), c.columns(), whole).channelSize() <= PLANE_FLOATS;
        direct = c.columns().grid() >= LANES;
        boolean spreads = spreadH * spreadW > 1;
        inPlace = square
                && same
                && !spreads
                && DepthwiseInPlace.suits(c.columns().grid(), c.n() * c.groups() * c.sourcePlane());
        ahead = square && same && fits && direct && !spreads && !inPlace;
        bandRows = spreads || ahead ? whole : Math.min(whole, fit);
        band = PaddedBand.of(c.rows(), c.columns(), bandRows);
        spread = new SpreadImage(c, band, spreadH, spreadW);
        var space = ConvolutionSpace.local();
        space.offsets = ConvolutionPacking.offsets(c, band, space.offsets);
        offsets = space.offsets;
    }

    /** y = x * weight, finished by {@code finish}. */
    static void forward(
            Convolution.Shape s,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            ConvolutionStore.Rows finish,
            MemorySegment y,
            long yo) {
        var c = Correlation.of(s);
        var space = ConvolutionSpace.local();
        int size = s.o() * c.depth();
        space.weights = ConvolutionSpace.atLeast(size, space.weights);
        MemorySegment.copy(weight, JAVA_FLOAT, wo * Float.BYTES, space.weights, 0, size);
        new Depthwise(c, 1, 1, space.weights, x, xo, finish, y, yo).run();
    }

    /** dx is set to the gradient. */
    static void inputGradient(
            Convolution.Shape s,
            MemorySegment dy,
            long dyo,
            MemorySegment weight,
            long wo,
            MemorySegment dx,
            long dxo) {
        var rows = new ConvolutionAxis(
                (s.oh() - 1) * s.strideH() + 1,
                s.h(),
                s.kh(),
                1,
                s.dilationH() * (s.kh() - 1) - s.padH(),
                s.dilationH());
        var columns = new ConvolutionAxis(
                (s.ow() - 1) * s.strideW() + 1,
                s.w(),
                s.kw(),
                1,
                s.dilationW() * (s.kw() - 1) - s.padW(),
                s.dilationW());
        var c = new Correlation(s.n(), s.groups(), s.o() / s.groups(), 1, rows, columns);
        var space = ConvolutionSpace.local();
        int taps = c.taps();
        space.weights = ConvolutionSpace.atLeast(s.o() * taps, space.weights);
        for (int o = 0; o < s.o(); o++) {
            for (int t = 0; t < taps; t++) {
                space.weights[(o + 1) * taps - 1 - t] = weight.getAtIndex(JAVA_FLOAT, wo + (long) o * taps + t);
            }
        }
        var plain = ConvolutionStore.Rows.PLAIN;
        new Depthwise(c, s.strideH(), s.strideW(), space.weights, dy, dyo, plain, dx, dxo).run();
    }

    private void run() {
        int grain = Math.max(1, GRAIN_FLOATS / Math.max(1, c.pixels() * c.out()));
        Workers.forRange(c.n() * c.groups(), grain, (from, to) -> {
            var space = ConvolutionSpace.local();
            int size = HEAD + DepthwiseKernel.SLACK + c.in() * band.channelSize();
            int floats = Math.multiplyExact(ahead ? 2 : 1, size);
            space.image = ConvolutionSpace.atLeast(floats, space.image);
            space.panel((long) bandRows * c.columns().grid() + DepthwiseKernel.SLACK);
            Arrays.fill(space.image, 0, floats, 0);
            if (ahead) {
                planes(from, to, space.image);
                return;
            }
            for (int i = from; i < to; i++) {
                if (inPlace
                        && DepthwiseInPlace.inside(
                                x,
                                xo + i * c.sourcePlane(),
                                c.rows().grid(),
                                c.columns().grid())) {
                    planeInPlace(i);
                } else {
                    plane(i, space);
                }
            }
        });
    }

    /** Planes whose results are as large, one after the other: each is copied while the one before it is computed. */
    private void planes(int from, int to, float[] image) {
        int here = HEAD;
        int there = here + band.channelSize() + DepthwiseKernel.SLACK + HEAD;
        int rows = c.rows().grid();
        band.refill(1, 0, rows, x, xo + from * c.sourcePlane(), image, here);
        for (int i = from; i < to; i++) {
            if (i + 1 < to) {
                planeAndCopy(i, image, here, there);
            } else {
                correlate(i % c.groups() * 9, rows, image, here, y, yo + (long) i * c.pixels());
            }
            finish(i % c.groups(), yo + (long) i * c.pixels(), rows);
            int swap = here;
            here = there;
            there = swap;
        }
    }

    /** The results of plane i, which is in the image from {@code here} on; copies the next one to {@code there}. */
    private void planeAndCopy(int i, float[] image, int here, int there) {
        int rows = c.rows().grid();
        int columns = c.columns().grid();
        int width = band.width();
        int w = i % c.groups() * 9;
        long at = yo + (long) i * c.pixels();
        long next = xo + (i + 1) * c.sourcePlane();
        int to = there + width + 1;
        for (int q = 0; q < columns; q += LANES) {
            int j = Math.min(q, columns - LANES);
            if (PAIRS && j + LANES < columns) {
                q += LANES;
                int second = Math.min(q, columns - LANES) - j;
                DepthwiseAhead.two(
                        image, here + j, second, width, weights, w, rows, y, at + j, columns, x, next + j, to + j);
            } else {
                DepthwiseAhead.one(image, here + j, width, weights, w, rows, y, at + j, columns, x, next + j, to + j);
            }
        }
    }

    private void planeInPlace(int i) {
        int rows = c.rows().grid();
        int columns = c.columns().grid();
        long at = yo + (long) i * c.pixels();
        DepthwiseInPlace.plane(rows, columns, x, xo + i * c.sourcePlane(), weights, i % c.groups() * 9, y, at);
        finish(i % c.groups(), at, rows);
    }

    /** All results of a sample and group. */
    private void plane(int index, ConvolutionSpace space) {
        int group = index % c.groups();
        for (int row = 0; row < c.rows().grid(); row += bandRows) {
            int count = Math.min(bandRows, c.rows().grid() - row);
            if (!spread.any()) {
                long at = xo + index * c.in() * c.sourcePlane();
                band.refill(c.in(), row, count, x, at, space.image, HEAD);
            } else {
                spread.copy(x, xo, index, space.image);
            }
            for (int m = 0; m < c.out(); m++) {
                int channel = group * c.out() + m;
                long at = yo
                        + ((long) index * c.out() + m) * c.pixels()
                        + (long) row * c.columns().grid();
                if (direct) {
                    correlate(channel * c.depth(), count, space.image, HEAD, y, at);
                    finish(channel, at, count);
                } else {
                    correlate(channel * c.depth(), count, space.image, HEAD, space.panel, 0);
                    ConvolutionStore.setRun(space.panel, 0, count * c.columns().grid(), finish, channel, y, at);
                }
            }
        }
    }

    /** Bias and activation, where the results lie. */
    private void finish(int channel, long at, int rows) {
        if (!finish.plain()) {
            ConvolutionStore.setRun(y, at, rows * c.columns().grid(), finish, channel, y, at);
        }
    }

    private void correlate(int w, int count, float[] image, int start, MemorySegment to, long first) {
        int columns = c.columns().grid();
        int width = band.width();
        for (int q = 0; q < columns; q += LANES) {
            int j = columns >= LANES ? Math.min(q, columns - LANES) : 0;
            int at = start + j;
            if (square) {
                DepthwiseKernel.square(image, at, width, weights, w, count, to, first + j, columns);
            } else if (count < DepthwiseKernel.ROWS) {
                DepthwiseKernel.few(c.depth(), offsets, image, at, width, weights, w, count, to, first + j, columns);
            } else {
                DepthwiseKernel.any(c.depth(), offsets, image, at, width, weights, w, count, to, first + j, columns);
            }
        }
    }
}
