package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * U = G g G', as panels of B for {@link MicroKernel}: for each {@link MicroKernel#NR} output channels, each block of
 * input channels and each of the 36 products a panel [channels, NR].
 */
record WinogradWeights(int channels, int outputs, MemorySegment w, long wo, Form form) {
    /** How the weights lie. */
    enum Form {
        /** [outputs, channels, 3, 3]. */
        PLAIN,
        /** [channels, outputs, 3, 3], turned by 180 degrees. */
        TURNED,
        /** [outputs / 32, channels, 3, 3, 32]: {@link Convolution#forwardPacked}. */
        PACKED
    }

    private static final int TAPS = 9;
    private static final int BLOCK = Convolution.BLOCK;

    /** Input channels that are turned at once. */
    private static final int GROUP = 16;

    /** Floats of a line's three vectors. */
    static final int LINE = 3 * LANES;

    /** Where {@link WinogradSpace#strip} has the taps of a group; what is before them is written too. */
    private static final int HEAD = LANES * LANES;

    /** Where it has the lines. */
    private static final int LINES = HEAD + (GROUP * TAPS + 2 * LANES) * LANES;

    /** Weights of {@link Convolution#forward}. */
    static WinogradWeights of(Convolution.Shape s, MemorySegment w, long wo) {
        return new WinogradWeights(s.c(), s.o(), w, wo, Form.PLAIN);
    }

    /** Weights of the convolution of which s is {@link Winograd#transposed}. */
    static WinogradWeights turned(Convolution.Shape s, MemorySegment w, long wo) {
        return new WinogradWeights(s.c(), s.o(), w, wo, Form.TURNED);
    }

    /** Weights of {@link Convolution#forwardPacked}. */
    static WinogradWeights packed(Convolution.Shape s, MemorySegment w, long wo) {
        return new WinogradWeights(s.c(), s.o(), w, wo, Form.PACKED);
    }

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
    int place(int panel, int block) {
        return (panel * blocks() + block) * blockSize();
    }

    /** Fills {@code u} with all panels. */
    void transform(Panels u) {
        Workers.forRange(panels() * blocks(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                transform(i / blocks(), i % blocks(), u, i * blockSize());
            }
        });
    }

    /** Fills {@code u} from {@code at} on with the 36 products of one panel and block. */
    void transform(int panel, int block, Panels u, int at) {
        var space = WinogradSpace.local();
        int first = block * Winograd.DEPTH;
        int last = Math.min(channels, first + Winograd.DEPTH);
        int step = step();
        fetch(panel, block, space);
        for (int o = panel * NR; o < Math.min(outputs, panel * NR + NR); o += LANES) {
            for (int c = first; c < last; c += GROUP) {
                int count = Math.min(GROUP, last - c);
                int from = lines(o, c, count, LINE, space);
                int to = at + (c - first) * NR + o % NR;
                for (int i = 0; i < Winograd.PATCH; i++) {
                    rows(count, space.strip, from + i * lineStep(count, LINE), u, to + i * Winograd.PATCH * step, step);
                }
            }
        }
    }

    /** As the other, for a panel of output channels and a block of input channels. */
    int lines(int panel, int block, WinogradSpace space) {
        int c = block * Winograd.DEPTH;
        fetch(panel, block, space);
        return lines(panel * NR, c, Math.min(Winograd.DEPTH, channels - c), NR / LANES * LINE, space);
    }

    /** As the other, for one vector of output channels from {@code o} on: the panel's first, or its second after that. */
    int vectorLines(int o, int block, WinogradSpace space) {
        int c = block * Winograd.DEPTH;
        if (o % NR == 0) {
            fetch(o / NR, block, space);
        }
        return lines(o, c, Math.min(Winograd.DEPTH, channels - c), LINE, space);
    }

    /**
     * The packed taps of a panel and a block. They are copied in one go, which keeps many lines of them on their way from memory: read
     * among the stores of the transform they came at a third of the rate.
     */
    private void fetch(int panel, int block, WinogradSpace space) {
        if (form != Form.PACKED) {
            return;
        }
        int c = block * Winograd.DEPTH;
        int n = Math.min(Winograd.DEPTH, channels - c) * TAPS * BLOCK;
        long from = wo + ((long) (panel * NR / BLOCK) * channels + c) * TAPS * BLOCK;
        space.taps = WinogradSpace.atLeast(n, space.taps);
        MemorySegment.copy(w, JAVA_FLOAT, from * Float.BYTES, space.taps, 0, n);
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
        if (form == Form.PACKED) {
            int first = c % Winograd.DEPTH * TAPS * BLOCK + o % BLOCK;
            columns(count, space.taps, first, BLOCK, space.strip, to, stride, step);
            return;
        }
        int lanes = Math.min(LANES, outputs - o);
        if (form == Form.TURNED) {
            turned(lanes, o, c, count, space);
        } else {
            long from = wo + ((long) o * channels + c) * TAPS;
            WinogradBand.run(lanes, count * TAPS, w, from, channels * TAPS, space.square, space.strip, HEAD);
        }
        columns(count, space.strip, HEAD, LANES, space.strip, to, stride, step);
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

    /** Lines of G g from taps that are {@code width} floats apart. */
    private static void columns(
            int count, float[] taps, int first, int width, float[] lines, int to, int stride, int step) {
        int row = 3 * width;
        for (int i = 0; i < count; i++) {
            int from = first + i * TAPS * width;
            int end = to + i * stride + LINE;
            for (int q = end - LINE; q < end; q += LANES, from += width) {
                var g0 = FloatVector.fromArray(SPECIES, taps, from);
                var g1 = FloatVector.fromArray(SPECIES, taps, from + row);
                var g2 = FloatVector.fromArray(SPECIES, taps, from + 2 * row);
                var e = g2.fma(FloatVector.broadcast(SPECIES, A2), g0);
                var f = g2.fma(FloatVector.broadcast(SPECIES, B2), g0);
                g0.intoArray(lines, q);
                g1.fma(FloatVector.broadcast(SPECIES, A), e).intoArray(lines, q + step);
                g1.fma(FloatVector.broadcast(SPECIES, -A), e).intoArray(lines, q + 2 * step);
                g1.fma(FloatVector.broadcast(SPECIES, B), f).intoArray(lines, q + 3 * step);
                g1.fma(FloatVector.broadcast(SPECIES, -B), f).intoArray(lines, q + 4 * step);
                g2.intoArray(lines, q + 5 * step);
            }
        }
    }

    private static void rows(int count, float[] taps, int from, Panels u, int to, int step) {
        int q = from;
        int at = to;
        for (int i = 0; i < count; i++, q += LINE, at += NR) {
            var g0 = FloatVector.fromArray(SPECIES, taps, q);
            var g1 = FloatVector.fromArray(SPECIES, taps, q + LANES);
            var g2 = FloatVector.fromArray(SPECIES, taps, q + 2 * LANES);
            var e = g2.fma(FloatVector.broadcast(SPECIES, A2), g0);
            var f = g2.fma(FloatVector.broadcast(SPECIES, B2), g0);
            u.put(g0, at);
            u.put(g1.fma(FloatVector.broadcast(SPECIES, A), e), at + step);
            u.put(g1.fma(FloatVector.broadcast(SPECIES, -A), e), at + 2 * step);
            u.put(g1.fma(FloatVector.broadcast(SPECIES, B), f), at + 3 * step);
            u.put(g1.fma(FloatVector.broadcast(SPECIES, -B), f), at + 4 * step);
            u.put(g2, at + 5 * step);
        }
    }
}
