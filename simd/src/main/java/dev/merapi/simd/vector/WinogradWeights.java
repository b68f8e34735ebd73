package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * U = G g G', as panels of B for {@link MicroKernel}: for each {@link MicroKernel#NR} output channels, each block of
 * input channels and each of the 36 products a panel [channels, NR].
 *
 * @param turned whether w isn't [outputs, channels, 3, 3] but [channels, outputs, 3, 3] and turned by 180 degrees
 */
record WinogradWeights(int channels, int outputs, MemorySegment w, long wo, boolean turned) {
    private static final int TAPS = 9;

    /** Input channels that are turned at once. */
    private static final int GROUP = 16;

    /** Floats of a line's three vectors. */
    private static final int LINE = 3 * LANES;

    /** Where {@link WinogradSpace#strip} has the taps of a group; what is before them is written too. */
    private static final int HEAD = LANES * LANES;

    /** Where it has the lines. */
    private static final int LINES = HEAD + (GROUP * TAPS + 2 * LANES) * LANES;

    /** Panels of all output channels. */
    int panels() {
        return (outputs + NR - 1) / NR;
    }

    private int blocks() {
        return (channels + Winograd.DEPTH - 1) / Winograd.DEPTH;
    }

    /** Floats from one product's panel to the next: an odd number of cache lines, for 36 of them are written at once. */
    int step() {
        return Math.min(channels, Winograd.DEPTH) * NR + 16;
    }

    /** Floats of a panel's and a block's 36 products. */
    int blockSize() {
        return Winograd.PRODUCTS * step();
    }

    /** Floats of all panels and blocks. */
    long size() {
        return (long) panels() * blocks() * blockSize();
    }

    /** Where a panel's block begins among all. */
    long place(int panel, int block) {
        return ((long) panel * blocks() + block) * blockSize();
    }

    /** Fills {@code u} with all panels. */
    void transform(MemorySegment u) {
        Workers.forRange(panels() * blocks(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                transform(i / blocks(), i % blocks(), u, (long) i * blockSize());
            }
        });
    }

    /** Fills {@code u} from {@code at} on with the 36 products of one panel and block. */
    void transform(int panel, int block, MemorySegment u, long at) {
        var space = WinogradSpace.local();
        int first = block * Winograd.DEPTH;
        int last = Math.min(channels, first + Winograd.DEPTH);
        long step = (long) step() * Float.BYTES;
        for (int o = panel * NR; o < Math.min(outputs, panel * NR + NR); o += LANES) {
            for (int c = first; c < last; c += GROUP) {
                int count = Math.min(GROUP, last - c);
                int from = lines(o, c, count, LINE, space);
                long to = (at + (long) (c - first) * NR + o % NR) * Float.BYTES;
                for (int i = 0; i < Winograd.PATCH; i++) {
                    rows(count, space.strip, from + i * lineStep(count, LINE), u, to + i * Winograd.PATCH * step, step);
                }
            }
        }
    }

    /** As the other, for a panel of output channels and a block of input channels. */
    int lines(int panel, int block, WinogradSpace space) {
        int c = block * Winograd.DEPTH;
        return lines(panel * NR, c, Math.min(Winograd.DEPTH, channels - c), NR / LANES * LINE, space);
    }

    /**
     * G g of output channels from {@code o} on and {@code count} input channels from {@code c} on: 6 lines, in each
     * {@code stride} floats an input channel, of which LANES output channels have three vectors.
     *
     * @return where {@link WinogradSpace#strip} has them
     */
    private int lines(int o, int c, int count, int stride, WinogradSpace space) {
        int step = lineStep(count, stride);
        space.strip = WinogradSpace.atLeast(LINES + Winograd.PATCH * step, space.strip);
        for (int v = 0; v < stride / LINE && o + v * LANES < outputs; v++) {
            for (int i = 0; i < count; i += GROUP) {
                int to = LINES + i * stride + v * LINE;
                group(o + v * LANES, c + i, Math.min(GROUP, count - i), to, stride, step, space);
            }
        }
        return LINES;
    }

    /** Floats from one line to the next: an odd number of cache lines, for 6 of them are written at once. */
    static int lineStep(int count, int stride) {
        return count * stride + 16;
    }

    private void group(int o, int c, int count, int to, int stride, int step, WinogradSpace space) {
        int lanes = Math.min(LANES, outputs - o);
        if (turned) {
            turned(lanes, o, c, count, space);
        } else {
            long from = wo + ((long) o * channels + c) * TAPS;
            WinogradBand.run(lanes, count * TAPS, w, from, channels * TAPS, space.square, space.strip, HEAD);
        }
        for (int q = 0; q < 3; q++) {
            columns(count, space.strip, HEAD + q * LANES, to + q * LANES, stride, step);
        }
    }

    private void turned(int lanes, int o, int c, int count, WinogradSpace space) {
        long end = wo + (long) channels * outputs * TAPS;
        // The last channel first: what a square has beyond 9 columns goes before its taps.
        for (int i = count - 1; i >= 0; i--) {
            long from = wo + ((long) (c + i) * outputs + o) * TAPS;
            for (int p = 0; p < TAPS; p += LANES) {
                int q = Math.min(p, Math.max(0, TAPS - LANES));
                boolean whole = lanes == LANES && from + q + (LANES - 1) * TAPS + LANES <= end;
                Transpose.begin(lanes, whole ? LANES : Math.min(LANES, TAPS), w, from + q, TAPS, space.square);
                Transpose.end(space.square, space.strip, HEAD + (i * TAPS + TAPS - 1 - q) * LANES, -LANES);
            }
        }
    }

    private static void columns(int count, float[] taps, int first, int to, int stride, int step) {
        int row = 3 * LANES;
        int from = first;
        int q = to;
        for (int i = 0; i < count; i++, from += TAPS * LANES, q += stride) {
            var g0 = FloatVector.fromArray(SPECIES, taps, from);
            var g1 = FloatVector.fromArray(SPECIES, taps, from + row);
            var g2 = FloatVector.fromArray(SPECIES, taps, from + 2 * row);
            var e = g2.fma(FloatVector.broadcast(SPECIES, A2), g0);
            var f = g2.fma(FloatVector.broadcast(SPECIES, B2), g0);
            g0.intoArray(taps, q);
            g1.fma(FloatVector.broadcast(SPECIES, A), e).intoArray(taps, q + step);
            g1.fma(FloatVector.broadcast(SPECIES, -A), e).intoArray(taps, q + 2 * step);
            g1.fma(FloatVector.broadcast(SPECIES, B), f).intoArray(taps, q + 3 * step);
            g1.fma(FloatVector.broadcast(SPECIES, -B), f).intoArray(taps, q + 4 * step);
            g2.intoArray(taps, q + 5 * step);
        }
    }

    private static void rows(int count, float[] taps, int from, MemorySegment panels, long to, long step) {
        var u = OffHeap.of(panels);
        int q = from;
        long at = to;
        for (int i = 0; i < count; i++, q += LINE, at += NR * Float.BYTES) {
            var g0 = FloatVector.fromArray(SPECIES, taps, q);
            var g1 = FloatVector.fromArray(SPECIES, taps, q + LANES);
            var g2 = FloatVector.fromArray(SPECIES, taps, q + 2 * LANES);
            var e = g2.fma(FloatVector.broadcast(SPECIES, A2), g0);
            var f = g2.fma(FloatVector.broadcast(SPECIES, B2), g0);
            g0.intoMemorySegment(u, at, ORDER);
            g1.fma(FloatVector.broadcast(SPECIES, A), e).intoMemorySegment(u, at + step, ORDER);
            g1.fma(FloatVector.broadcast(SPECIES, -A), e).intoMemorySegment(u, at + 2 * step, ORDER);
            g1.fma(FloatVector.broadcast(SPECIES, B), f).intoMemorySegment(u, at + 3 * step, ORDER);
            g1.fma(FloatVector.broadcast(SPECIES, -B), f).intoMemorySegment(u, at + 4 * step, ORDER);
            g2.intoMemorySegment(u, at + 5 * step, ORDER);
        }
    }
}
