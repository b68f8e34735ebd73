package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@code y[r ldy + lane] = sum over taps t of w[t] image[at + r width + offset(t) + lane]}, each a chain of fma from 0
 * over the taps in order, for one vector of neighbouring results in each of many rows.
 *
 * <p>Whole vectors are stored in the order of rows: what a row that's narrower than a
 * vector writes past its end is written again by the next one, or is the slack after the last.
 */
final class DepthwiseKernel {
    /** Rows that {@link #any} computes at a time, so that chains overlap; it needs as many at least. */
    static final int ROWS = 4;

    /** Floats that may be read and written past the end. */
    static final int SLACK = 2 * LANES;

    private DepthwiseKernel() {}

    /**
     * Kernels of 3 x 3 neighbours: each row is read once and goes to the three rows of results that it touches, the last
     * of which is then complete.
     *
     * @param image rows {@code width} apart
     * @param at first element that the first result reads
     * @param w the 9 weights from {@code wo} on
     * @param y results, rows {@code ldy} apart, from {@code yo} on
     */
    static void square(
            float[] image, int at, int width, float[] w, int wo, int rows, MemorySegment y, long yo, int ldy) {
        y = OffHeap.of(y);
        var w0 = FloatVector.broadcast(SPECIES, w[wo]);
        var w1 = FloatVector.broadcast(SPECIES, w[wo + 1]);
        var w2 = FloatVector.broadcast(SPECIES, w[wo + 2]);
        var w3 = FloatVector.broadcast(SPECIES, w[wo + 3]);
        var w4 = FloatVector.broadcast(SPECIES, w[wo + 4]);
        var w5 = FloatVector.broadcast(SPECIES, w[wo + 5]);
        var w6 = FloatVector.broadcast(SPECIES, w[wo + 6]);
        var w7 = FloatVector.broadcast(SPECIES, w[wo + 7]);
        var w8 = FloatVector.broadcast(SPECIES, w[wo + 8]);
        long step = (long) ldy * Float.BYTES;
        int i = at;
        var x = FloatVector.fromArray(SPECIES, image, i);
        var a = w0.fma(x, FloatVector.zero(SPECIES));
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a = w1.fma(x, a);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a = w2.fma(x, a);
        i += width;
        x = FloatVector.fromArray(SPECIES, image, i);
        a = w3.fma(x, a);
        var b = w0.fma(x, FloatVector.zero(SPECIES));
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a = w4.fma(x, a);
        b = w1.fma(x, b);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a = w5.fma(x, a);
        b = w2.fma(x, b);
        i += width;
        long to = yo * Float.BYTES;
        for (int r = 0; r < rows; r++, i += width, to += step) {
            x = FloatVector.fromArray(SPECIES, image, i);
            a = w6.fma(x, a);
            b = w3.fma(x, b);
            var c = w0.fma(x, FloatVector.zero(SPECIES));
            x = FloatVector.fromArray(SPECIES, image, i + 1);
            a = w7.fma(x, a);
            b = w4.fma(x, b);
            c = w1.fma(x, c);
            x = FloatVector.fromArray(SPECIES, image, i + 2);
            a = w8.fma(x, a);
            b = w5.fma(x, b);
            c = w2.fma(x, c);
            a.intoMemorySegment(y, to, ORDER);
            a = b;
            b = c;
        }
    }

    /**
     * Any kernel: tap t reads {@code offsets[t]} further on. Where the last four rows would reach past the end they
     * begin earlier, and a row is computed again.
     */
    static void any(
            int taps,
            int[] offsets,
            float[] image,
            int at,
            int width,
            float[] w,
            int wo,
            int rows,
            MemorySegment y,
            long yo,
            int ldy) {
        y = OffHeap.of(y);
        long step = (long) ldy * Float.BYTES;
        for (int r = 0; r < rows; r += ROWS) {
            int row = Math.min(r, rows - ROWS);
            int from = at + row * width;
            var a = FloatVector.zero(SPECIES);
            var b = FloatVector.zero(SPECIES);
            var c = FloatVector.zero(SPECIES);
            var d = FloatVector.zero(SPECIES);
            for (int t = 0; t < taps; t++) {
                int i = from + offsets[t];
                var v = FloatVector.broadcast(SPECIES, w[wo + t]);
                a = v.fma(FloatVector.fromArray(SPECIES, image, i), a);
                b = v.fma(FloatVector.fromArray(SPECIES, image, i + width), b);
                c = v.fma(FloatVector.fromArray(SPECIES, image, i + 2 * width), c);
                d = v.fma(FloatVector.fromArray(SPECIES, image, i + 3 * width), d);
            }
            long to = (yo + (long) row * ldy) * Float.BYTES;
            a.intoMemorySegment(y, to, ORDER);
            b.intoMemorySegment(y, to + step, ORDER);
            c.intoMemorySegment(y, to + 2 * step, ORDER);
            d.intoMemorySegment(y, to + 3 * step, ORDER);
        }
    }

    /** Any kernel and any number of rows. */
    static void few(
            int taps,
            int[] offsets,
            float[] image,
            int at,
            int width,
            float[] w,
            int wo,
            int rows,
            MemorySegment y,
            long yo,
            int ldy) {
        y = OffHeap.of(y);
        for (int r = 0; r < rows; r++) {
            int from = at + r * width;
            var a = FloatVector.zero(SPECIES);
            for (int t = 0; t < taps; t++) {
                var x = FloatVector.fromArray(SPECIES, image, from + offsets[t]);
                a = FloatVector.broadcast(SPECIES, w[wo + t]).fma(x, a);
            }
            a.intoMemorySegment(y, (yo + (long) r * ldy) * Float.BYTES, ORDER);
        }
    }
}
