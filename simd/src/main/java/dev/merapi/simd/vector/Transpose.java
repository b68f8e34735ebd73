package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes a square of {@link MicroKernel#LANES} x LANES floats as Eklundh does ("A fast computer method for matrix
 * transposing", 1972): for d = 1, 2, 4, ... rows r and r + d exchange the lanes whose numbers differ from the row's in
 * bit d.
 *
 * <p>Two bits at a time, on four rows in registers: {@link #begin} does bits 8 and 4 where there are so many lanes,
 * {@link #end} does 2 and 1, so that rows come out in their order. Between them the square lies in a small array. LANES is 4, 8 or 16. The exchange is written
 * out in each loop: as a method with four vectors it was not always inlined, and then its arguments are on the heap.
 */
final class Transpose {
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorMask<Float> ODD_1 = odd(1);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_8 = odd(8);

    private Transpose() {}

    /**
     * The first half of the way: square[r, c] from x[r ldx + c], where r < rows and c < cols exist and others are 0.
     */
    static void begin(int rows, int cols, MemorySegment x, long xo, int ldx, float[] square) {
        long step = (long) ldx * Float.BYTES;
        if (rows == LANES && cols == LANES) {
            beginWhole(x, xo * Float.BYTES, step, square);
        } else {
            beginPart(rows, cols, x, xo * Float.BYTES, step, square);
        }
    }

    private static void beginWhole(MemorySegment from, long first, long step, float[] square) {
        var x = OffHeap.of(from);
        long at = first;
        for (int r = 0; r < 4; r++, at += step) {
            switch (LANES) {
                case 16 -> bits8And4(x, at, 4 * step, square, r * LANES);
                case 8 -> bit4(x, at, 4 * step, square, r * LANES);
                default -> FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).intoArray(square, r * LANES);
            }
        }
    }

    private static void bits8And4(MemorySegment x, long at, long step, float[] square, int i) {
        var a = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        var b = FloatVector.fromMemorySegment(SPECIES, x, at + step, ORDER);
        var c = FloatVector.fromMemorySegment(SPECIES, x, at + 2 * step, ORDER);
        var d = FloatVector.fromMemorySegment(SPECIES, x, at + 3 * step, ORDER);
        var e = a.blend(c.rearrange(SWAP_8), ODD_8);
        var f = b.blend(d.rearrange(SWAP_8), ODD_8);
        var g = a.rearrange(SWAP_8).blend(c, ODD_8);
        var h = b.rearrange(SWAP_8).blend(d, ODD_8);
        e.blend(f.rearrange(SWAP_4), ODD_4).intoArray(square, i);
        e.rearrange(SWAP_4).blend(f, ODD_4).intoArray(square, i + 4 * LANES);
        g.blend(h.rearrange(SWAP_4), ODD_4).intoArray(square, i + 8 * LANES);
        g.rearrange(SWAP_4).blend(h, ODD_4).intoArray(square, i + 12 * LANES);
    }

    private static void bit4(MemorySegment x, long at, long step, float[] square, int i) {
        var a = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        var b = FloatVector.fromMemorySegment(SPECIES, x, at + step, ORDER);
        a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(square, i);
        a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(square, i + 4 * LANES);
    }

    /** The same on rows that are in the array already. */
    private static void beginPart(int rows, int cols, MemorySegment x, long at, long step, float[] square) {
        loadPart(rows, cols, x, at, step, square);
        for (int i = 0; i < 4 * LANES && LANES == 16; i += LANES) {
            var a = FloatVector.fromArray(SPECIES, square, i);
            var b = FloatVector.fromArray(SPECIES, square, i + 4 * LANES);
            var c = FloatVector.fromArray(SPECIES, square, i + 8 * LANES);
            var d = FloatVector.fromArray(SPECIES, square, i + 12 * LANES);
            var e = a.blend(c.rearrange(SWAP_8), ODD_8);
            var f = b.blend(d.rearrange(SWAP_8), ODD_8);
            var g = a.rearrange(SWAP_8).blend(c, ODD_8);
            var h = b.rearrange(SWAP_8).blend(d, ODD_8);
            e.blend(f.rearrange(SWAP_4), ODD_4).intoArray(square, i);
            e.rearrange(SWAP_4).blend(f, ODD_4).intoArray(square, i + 4 * LANES);
            g.blend(h.rearrange(SWAP_4), ODD_4).intoArray(square, i + 8 * LANES);
            g.rearrange(SWAP_4).blend(h, ODD_4).intoArray(square, i + 12 * LANES);
        }
        for (int i = 0; i < 4 * LANES && LANES == 8; i += LANES) {
            var a = FloatVector.fromArray(SPECIES, square, i);
            var b = FloatVector.fromArray(SPECIES, square, i + 4 * LANES);
            a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(square, i);
            a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(square, i + 4 * LANES);
        }
    }

    /** The first half of a square of whose rows the first begins at x[at], {@link MicroKernel#LDA} apart. */
    static void begin(float[] x, int at, float[] square) {
        for (int r = 0; r < 4; r++) {
            switch (LANES) {
                case 16 -> bits8And4(x, at + r * LDA, square, r * LANES);
                case 8 -> bit4(x, at + r * LDA, square, r * LANES);
                default -> FloatVector.fromArray(SPECIES, x, at + r * LDA).intoArray(square, r * LANES);
            }
        }
    }

    private static void bits8And4(float[] x, int at, float[] square, int i) {
        var a = FloatVector.fromArray(SPECIES, x, at);
        var b = FloatVector.fromArray(SPECIES, x, at + 4 * LDA);
        var c = FloatVector.fromArray(SPECIES, x, at + 8 * LDA);
        var d = FloatVector.fromArray(SPECIES, x, at + 12 * LDA);
        var e = a.blend(c.rearrange(SWAP_8), ODD_8);
        var f = b.blend(d.rearrange(SWAP_8), ODD_8);
        var g = a.rearrange(SWAP_8).blend(c, ODD_8);
        var h = b.rearrange(SWAP_8).blend(d, ODD_8);
        e.blend(f.rearrange(SWAP_4), ODD_4).intoArray(square, i);
        e.rearrange(SWAP_4).blend(f, ODD_4).intoArray(square, i + 4 * LANES);
        g.blend(h.rearrange(SWAP_4), ODD_4).intoArray(square, i + 8 * LANES);
        g.rearrange(SWAP_4).blend(h, ODD_4).intoArray(square, i + 12 * LANES);
    }

    private static void bit4(float[] x, int at, float[] square, int i) {
        var a = FloatVector.fromArray(SPECIES, x, at);
        var b = FloatVector.fromArray(SPECIES, x, at + 4 * LDA);
        a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(square, i);
        a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(square, i + 4 * LANES);
    }

    private static void loadPart(int rows, int cols, MemorySegment from, long first, long step, float[] square) {
        var x = OffHeap.of(from);
        long at = first;
        var mask = SPECIES.indexInRange(0, cols);
        for (int r = 0; r < rows; r++, at += step) {
            FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).intoArray(square, r * LANES);
        }
        Arrays.fill(square, rows * LANES, LANES * LANES, 0);
    }

    /** The second half: to[at + r ldt + c] for r, c < LANES. */
    static void end(float[] square, float[] to, int at, int ldt) {
        for (int r = 0; r < LANES; r += 4) {
            var a = FloatVector.fromArray(SPECIES, square, r * LANES);
            var b = FloatVector.fromArray(SPECIES, square, (r + 1) * LANES);
            var c = FloatVector.fromArray(SPECIES, square, (r + 2) * LANES);
            var d = FloatVector.fromArray(SPECIES, square, (r + 3) * LANES);
            var e = a.blend(c.rearrange(SWAP_2), ODD_2);
            var f = b.blend(d.rearrange(SWAP_2), ODD_2);
            var g = a.rearrange(SWAP_2).blend(c, ODD_2);
            var h = b.rearrange(SWAP_2).blend(d, ODD_2);
            e.blend(f.rearrange(SWAP_1), ODD_1).intoArray(to, at + r * ldt);
            e.rearrange(SWAP_1).blend(f, ODD_1).intoArray(to, at + (r + 1) * ldt);
            g.blend(h.rearrange(SWAP_1), ODD_1).intoArray(to, at + (r + 2) * ldt);
            g.rearrange(SWAP_1).blend(h, ODD_1).intoArray(to, at + (r + 3) * ldt);
        }
    }

    /** The second half, to row r at {@code to[places[p + r]]}. */
    static void end(float[] square, float[] to, int[] places, int p) {
        for (int r = 0; r < LANES; r += 4) {
            var a = FloatVector.fromArray(SPECIES, square, r * LANES);
            var b = FloatVector.fromArray(SPECIES, square, (r + 1) * LANES);
            var c = FloatVector.fromArray(SPECIES, square, (r + 2) * LANES);
            var d = FloatVector.fromArray(SPECIES, square, (r + 3) * LANES);
            var e = a.blend(c.rearrange(SWAP_2), ODD_2);
            var f = b.blend(d.rearrange(SWAP_2), ODD_2);
            var g = a.rearrange(SWAP_2).blend(c, ODD_2);
            var h = b.rearrange(SWAP_2).blend(d, ODD_2);
            e.blend(f.rearrange(SWAP_1), ODD_1).intoArray(to, places[p + r]);
            e.rearrange(SWAP_1).blend(f, ODD_1).intoArray(to, places[p + r + 1]);
            g.blend(h.rearrange(SWAP_1), ODD_1).intoArray(to, places[p + r + 2]);
            g.rearrange(SWAP_1).blend(h, ODD_1).intoArray(to, places[p + r + 3]);
        }
    }

    /** The second half, to row r at the float {@code at + r ldt} of panels. */
    static void end(float[] square, Panels to, int at, int ldt) {
        if (MicroKernel.WIDE) {
            end(square, to.segment, at, ldt);
        } else {
            end(square, to.array, at, ldt);
        }
    }

    /** The second half, to row r at the float {@code at + r ldt} of a segment. */
    static void end(float[] square, MemorySegment y, long at, long ldt) {
        var to = OffHeap.of(y);
        long step = ldt * Float.BYTES;
        long bytes = at * Float.BYTES;
        for (int r = 0; r < LANES; r += 4, bytes += 4 * step) {
            var a = FloatVector.fromArray(SPECIES, square, r * LANES);
            var b = FloatVector.fromArray(SPECIES, square, (r + 1) * LANES);
            var c = FloatVector.fromArray(SPECIES, square, (r + 2) * LANES);
            var d = FloatVector.fromArray(SPECIES, square, (r + 3) * LANES);
            var e = a.blend(c.rearrange(SWAP_2), ODD_2);
            var f = b.blend(d.rearrange(SWAP_2), ODD_2);
            var g = a.rearrange(SWAP_2).blend(c, ODD_2);
            var h = b.rearrange(SWAP_2).blend(d, ODD_2);
            e.blend(f.rearrange(SWAP_1), ODD_1).intoMemorySegment(to, bytes, ORDER);
            e.rearrange(SWAP_1).blend(f, ODD_1).intoMemorySegment(to, bytes + step, ORDER);
            g.blend(h.rearrange(SWAP_1), ODD_1).intoMemorySegment(to, bytes + 2 * step, ORDER);
            g.rearrange(SWAP_1).blend(h, ODD_1).intoMemorySegment(to, bytes + 3 * step, ORDER);
        }
    }

    /**
     * The second half of a square whose row r is the chain's value r: {@code sums[at + c] += x[xo + r] row_r[c]}, for r
     * from 0 to LANES in this order.
     */
    static void multiply(float[] square, float[] x, int xo, float[] sums, int at) {
        var sum = FloatVector.fromArray(SPECIES, sums, at);
        for (int r = 0; r < LANES; r += 4) {
            var a = FloatVector.fromArray(SPECIES, square, r * LANES);
            var b = FloatVector.fromArray(SPECIES, square, (r + 1) * LANES);
            var c = FloatVector.fromArray(SPECIES, square, (r + 2) * LANES);
            var d = FloatVector.fromArray(SPECIES, square, (r + 3) * LANES);
            var e = a.blend(c.rearrange(SWAP_2), ODD_2);
            var f = b.blend(d.rearrange(SWAP_2), ODD_2);
            var g = a.rearrange(SWAP_2).blend(c, ODD_2);
            var h = b.rearrange(SWAP_2).blend(d, ODD_2);
            sum = e.blend(f.rearrange(SWAP_1), ODD_1).fma(FloatVector.broadcast(SPECIES, x[xo + r]), sum);
            sum = e.rearrange(SWAP_1).blend(f, ODD_1).fma(FloatVector.broadcast(SPECIES, x[xo + r + 1]), sum);
            sum = g.blend(h.rearrange(SWAP_1), ODD_1).fma(FloatVector.broadcast(SPECIES, x[xo + r + 2]), sum);
            sum = g.rearrange(SWAP_1).blend(h, ODD_1).fma(FloatVector.broadcast(SPECIES, x[xo + r + 3]), sum);
        }
        sum.intoArray(sums, at);
    }

    /** Lane i takes lane i ^ d; for a d that this width doesn't have, any shuffle will do. */
    private static VectorShuffle<Float> swap(int d) {
        return VectorShuffle.fromOp(SPECIES, i -> (i ^ d) & (LANES - 1));
    }

    private static VectorMask<Float> odd(int d) {
        boolean[] bits = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            bits[i] = (i & d) != 0;
        }
        return VectorMask.fromArray(SPECIES, bits, 0);
    }
}
