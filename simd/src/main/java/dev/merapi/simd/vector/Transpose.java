package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
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
 * <p>Two bits at a time, on four rows in registers: {@link #begin} does bits 1 and 2, {@link #end} does 4 and 8 where
 * there are so many lanes. Between them the square lies in a small array. LANES is 4, 8 or 16. The exchange is written
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

    private static void beginWhole(MemorySegment x, long at, long step, float[] square) {
        for (int i = 0; i < LANES * LANES; i += 4 * LANES, at += 4 * step) {
            var a = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
            var b = FloatVector.fromMemorySegment(SPECIES, x, at + step, ORDER);
            var c = FloatVector.fromMemorySegment(SPECIES, x, at + 2 * step, ORDER);
            var d = FloatVector.fromMemorySegment(SPECIES, x, at + 3 * step, ORDER);
            var e = a.blend(b.rearrange(SWAP_1), ODD_1);
            var f = a.rearrange(SWAP_1).blend(b, ODD_1);
            var g = c.blend(d.rearrange(SWAP_1), ODD_1);
            var h = c.rearrange(SWAP_1).blend(d, ODD_1);
            e.blend(g.rearrange(SWAP_2), ODD_2).intoArray(square, i);
            f.blend(h.rearrange(SWAP_2), ODD_2).intoArray(square, i + LANES);
            e.rearrange(SWAP_2).blend(g, ODD_2).intoArray(square, i + 2 * LANES);
            f.rearrange(SWAP_2).blend(h, ODD_2).intoArray(square, i + 3 * LANES);
        }
    }

    private static void beginPart(int rows, int cols, MemorySegment x, long at, long step, float[] square) {
        loadPart(rows, cols, x, at, step, square);
        for (int i = 0; i < LANES * LANES; i += 4 * LANES) {
            var a = FloatVector.fromArray(SPECIES, square, i);
            var b = FloatVector.fromArray(SPECIES, square, i + LANES);
            var c = FloatVector.fromArray(SPECIES, square, i + 2 * LANES);
            var d = FloatVector.fromArray(SPECIES, square, i + 3 * LANES);
            var e = a.blend(b.rearrange(SWAP_1), ODD_1);
            var f = a.rearrange(SWAP_1).blend(b, ODD_1);
            var g = c.blend(d.rearrange(SWAP_1), ODD_1);
            var h = c.rearrange(SWAP_1).blend(d, ODD_1);
            e.blend(g.rearrange(SWAP_2), ODD_2).intoArray(square, i);
            f.blend(h.rearrange(SWAP_2), ODD_2).intoArray(square, i + LANES);
            e.rearrange(SWAP_2).blend(g, ODD_2).intoArray(square, i + 2 * LANES);
            f.rearrange(SWAP_2).blend(h, ODD_2).intoArray(square, i + 3 * LANES);
        }
    }

    private static void loadPart(int rows, int cols, MemorySegment x, long at, long step, float[] square) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int r = 0; r < rows; r++, at += step) {
            FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).intoArray(square, r * LANES);
        }
        Arrays.fill(square, rows * LANES, LANES * LANES, 0);
    }

    /** The second half: to[at + r ldt + c] for r, c < LANES. */
    static void end(float[] square, float[] to, int at, int ldt) {
        for (int r = 0; r < 4; r++) {
            switch (LANES) {
                case 16 -> bits4And8(square, r * LANES, to, at + r * ldt, 4 * ldt);
                case 8 -> bit4(square, r * LANES, to, at + r * ldt, 4 * ldt);
                default -> FloatVector.fromArray(SPECIES, square, r * LANES).intoArray(to, at + r * ldt);
            }
        }
    }

    private static void bits4And8(float[] square, int i, float[] to, int at, int step) {
        var a = FloatVector.fromArray(SPECIES, square, i);
        var b = FloatVector.fromArray(SPECIES, square, i + 4 * LANES);
        var c = FloatVector.fromArray(SPECIES, square, i + 8 * LANES);
        var d = FloatVector.fromArray(SPECIES, square, i + 12 * LANES);
        var e = a.blend(b.rearrange(SWAP_4), ODD_4);
        var f = a.rearrange(SWAP_4).blend(b, ODD_4);
        var g = c.blend(d.rearrange(SWAP_4), ODD_4);
        var h = c.rearrange(SWAP_4).blend(d, ODD_4);
        e.blend(g.rearrange(SWAP_8), ODD_8).intoArray(to, at);
        f.blend(h.rearrange(SWAP_8), ODD_8).intoArray(to, at + step);
        e.rearrange(SWAP_8).blend(g, ODD_8).intoArray(to, at + 2 * step);
        f.rearrange(SWAP_8).blend(h, ODD_8).intoArray(to, at + 3 * step);
    }

    private static void bit4(float[] square, int i, float[] to, int at, int step) {
        var a = FloatVector.fromArray(SPECIES, square, i);
        var b = FloatVector.fromArray(SPECIES, square, i + 4 * LANES);
        a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(to, at);
        a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(to, at + step);
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
