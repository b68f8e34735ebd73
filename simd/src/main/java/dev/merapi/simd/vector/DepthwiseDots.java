package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Chains {@code acc = fma(x, dy, acc)} over the rows of a block of columns, for several taps; each is added to its sum
 * at the end. Only the first {@code n} lanes count, though whole vectors are read.
 */
final class DepthwiseDots {
    /** Taps that {@link #any} computes at a time. */
    static final int TAPS = 4;

    /** Sums of a tap, neighbours in {@code sums}. */
    static final int SUMS = 16;

    private DepthwiseDots() {}

    /**
     * The 9 taps of 3 x 3 neighbours: each row of x is read once and meets three rows of dy.
     *
     * @param rows at least 2
     * @param image padded x, rows {@code width} apart; tap (0, 0) of the first row is at {@code at}
     * @param from byte of dy where the block's first row begins; rows are {@code columns} apart
     */
    static void square(
            int rows,
            int n,
            float[] image,
            int at,
            int width,
            MemorySegment dy,
            long from,
            int columns,
            float[] sums,
            int to) {
        dy = OffHeap.of(dy);
        var a0 = FloatVector.zero(SPECIES);
        var a1 = FloatVector.zero(SPECIES);
        var a2 = FloatVector.zero(SPECIES);
        var a3 = FloatVector.zero(SPECIES);
        var a4 = FloatVector.zero(SPECIES);
        var a5 = FloatVector.zero(SPECIES);
        var a6 = FloatVector.zero(SPECIES);
        var a7 = FloatVector.zero(SPECIES);
        var a8 = FloatVector.zero(SPECIES);
        long step = (long) columns * Float.BYTES;
        int i = at;
        var f = FloatVector.fromMemorySegment(SPECIES, dy, from, ORDER);
        var x = FloatVector.fromArray(SPECIES, image, i);
        a0 = x.fma(f, a0);
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a1 = x.fma(f, a1);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a2 = x.fma(f, a2);
        i += width;
        var g = FloatVector.fromMemorySegment(SPECIES, dy, from + step, ORDER);
        x = FloatVector.fromArray(SPECIES, image, i);
        a0 = x.fma(g, a0);
        a3 = x.fma(f, a3);
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a1 = x.fma(g, a1);
        a4 = x.fma(f, a4);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a2 = x.fma(g, a2);
        a5 = x.fma(f, a5);
        i += width;
        long source = from + 2 * step;
        for (int r = 2; r < rows; r++, i += width, source += step) {
            var h = FloatVector.fromMemorySegment(SPECIES, dy, source, ORDER);
            x = FloatVector.fromArray(SPECIES, image, i);
            a0 = x.fma(h, a0);
            a3 = x.fma(g, a3);
            a6 = x.fma(f, a6);
            x = FloatVector.fromArray(SPECIES, image, i + 1);
            a1 = x.fma(h, a1);
            a4 = x.fma(g, a4);
            a7 = x.fma(f, a7);
            x = FloatVector.fromArray(SPECIES, image, i + 2);
            a2 = x.fma(h, a2);
            a5 = x.fma(g, a5);
            a8 = x.fma(f, a8);
            f = g;
            g = h;
        }
        x = FloatVector.fromArray(SPECIES, image, i);
        a3 = x.fma(g, a3);
        a6 = x.fma(f, a6);
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a4 = x.fma(g, a4);
        a7 = x.fma(f, a7);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a5 = x.fma(g, a5);
        a8 = x.fma(f, a8);
        i += width;
        x = FloatVector.fromArray(SPECIES, image, i);
        a6 = x.fma(g, a6);
        x = FloatVector.fromArray(SPECIES, image, i + 1);
        a7 = x.fma(g, a7);
        x = FloatVector.fromArray(SPECIES, image, i + 2);
        a8 = x.fma(g, a8);
        var mask = SPECIES.indexInRange(0, n);
        var zero = FloatVector.zero(SPECIES);
        zero.blend(a0, mask).add(FloatVector.fromArray(SPECIES, sums, to)).intoArray(sums, to);
        zero.blend(a1, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + SUMS))
                .intoArray(sums, to + SUMS);
        zero.blend(a2, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 2 * SUMS))
                .intoArray(sums, to + 2 * SUMS);
        zero.blend(a3, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 3 * SUMS))
                .intoArray(sums, to + 3 * SUMS);
        zero.blend(a4, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 4 * SUMS))
                .intoArray(sums, to + 4 * SUMS);
        zero.blend(a5, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 5 * SUMS))
                .intoArray(sums, to + 5 * SUMS);
        zero.blend(a6, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 6 * SUMS))
                .intoArray(sums, to + 6 * SUMS);
        zero.blend(a7, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 7 * SUMS))
                .intoArray(sums, to + 7 * SUMS);
        zero.blend(a8, mask)
                .add(FloatVector.fromArray(SPECIES, sums, to + 8 * SUMS))
                .intoArray(sums, to + 8 * SUMS);
    }

    /** The {@code count} taps from tap {@code t} on, which read {@code offsets} further on; TAPS offsets must exist. */
    static void any(
            int rows,
            int n,
            int count,
            int[] offsets,
            int t,
            float[] image,
            int at,
            int width,
            MemorySegment dy,
            long from,
            int columns,
            float[] sums,
            int to) {
        dy = OffHeap.of(dy);
        int o0 = offsets[t];
        int o1 = offsets[t + 1];
        int o2 = offsets[t + 2];
        int o3 = offsets[t + 3];
        var a0 = FloatVector.zero(SPECIES);
        var a1 = FloatVector.zero(SPECIES);
        var a2 = FloatVector.zero(SPECIES);
        var a3 = FloatVector.zero(SPECIES);
        long source = from;
        int i = at;
        for (int r = 0; r < rows; r++, source += (long) columns * Float.BYTES, i += width) {
            var g = FloatVector.fromMemorySegment(SPECIES, dy, source, ORDER);
            a0 = FloatVector.fromArray(SPECIES, image, i + o0).fma(g, a0);
            a1 = FloatVector.fromArray(SPECIES, image, i + o1).fma(g, a1);
            a2 = FloatVector.fromArray(SPECIES, image, i + o2).fma(g, a2);
            a3 = FloatVector.fromArray(SPECIES, image, i + o3).fma(g, a3);
        }
        var mask = SPECIES.indexInRange(0, n);
        var zero = FloatVector.zero(SPECIES);
        zero.blend(a0, mask).add(FloatVector.fromArray(SPECIES, sums, to)).intoArray(sums, to);
        if (count > 1) {
            zero.blend(a1, mask)
                    .add(FloatVector.fromArray(SPECIES, sums, to + SUMS))
                    .intoArray(sums, to + SUMS);
        }
        if (count > 2) {
            zero.blend(a2, mask)
                    .add(FloatVector.fromArray(SPECIES, sums, to + 2 * SUMS))
                    .intoArray(sums, to + 2 * SUMS);
        }
        if (count > 3) {
            zero.blend(a3, mask)
                    .add(FloatVector.fromArray(SPECIES, sums, to + 3 * SUMS))
                    .intoArray(sums, to + 3 * SUMS);
        }
    }
}
