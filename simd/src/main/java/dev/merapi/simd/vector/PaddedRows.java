package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Copies rows between borders of zeros: {@code to[at + r width + left + i] = x[xo + r ldx + i step]} for r < rows, i <
 * n, and 0 elsewhere in the rows.
 *
 * <p>The borders are whole vectors of zeros over which the rows are then written: loops over a border of one element
 * took longer than the row. Up to a vector past the last row may be overwritten.
 */
final class PaddedRows {
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorMask<Float> UPPER =
            SPECIES.indexInRange(0, LANES / 2).not();

    private PaddedRows() {}

    static void copy(
            int rows,
            MemorySegment x,
            long xo,
            long ldx,
            int step,
            int n,
            float[] to,
            int at,
            int left,
            int width,
            boolean bordered) {
        long from = xo * Float.BYTES;
        long next = ldx * Float.BYTES;
        boolean slim = bordered || (left <= LANES && width - left - n <= LANES);
        boolean narrow = n <= LANES && left <= LANES && width - left <= LANES;
        if (narrow && step == 1) {
            narrow(rows, x, from, next, n, to, at, left, width);
            return;
        }
        if (narrow && step == 2) {
            narrowSecond(rows, x, from, next, n, to, at, left, width);
            return;
        }
        if (n < LANES || step > 2 || (step == 2 && n == LANES) || !slim) {
            any(rows, x, xo, ldx, step, n, to, at, left, width);
            return;
        }
        if (!bordered) {
            borders(rows, to, at, width);
        }
        if (step == 2) {
            second(rows, x, from, next, n, to, at + left, width);
        } else if (n <= 2 * LANES) {
            two(rows, x, from, next, n, to, at + left, width);
        } else {
            many(rows, x, from, next, n, to, at + left, width);
        }
    }

    /** Zeros where rows begin and end. */
    private static void borders(int rows, float[] to, int at, int width) {
        var zero = FloatVector.zero(SPECIES);
        int end = at + rows * width;
        for (int i = at; i < end; i += width) {
            zero.intoArray(to, i);
            zero.intoArray(to, i + width - LANES);
        }
    }

    /** Rows of a vector at most: what follows a row's end in its vector is a border of zeros. */
    private static void narrow(
            int rows, MemorySegment x, long from, long next, int n, float[] to, int at, int left, int width) {
        x = OffHeap.of(x);
        var mask = SPECIES.indexInRange(0, n);
        var zero = FloatVector.zero(SPECIES);
        long source = from;
        int end = at + rows * width;
        for (int i = at; i < end; i += width, source += next) {
            var v = FloatVector.fromMemorySegment(SPECIES, x, source, ORDER, mask);
            zero.intoArray(to, i);
            v.intoArray(to, i + left);
        }
    }

    /** Rows of one to two vectors, without a loop for each. */
    private static void two(int rows, MemorySegment x, long from, long next, int n, float[] to, int at, int width) {
        x = OffHeap.of(x);
        long source = from;
        int end = at + rows * width;
        int rest = n - LANES;
        for (int i = at; i < end; i += width, source += next) {
            var v = FloatVector.fromMemorySegment(SPECIES, x, source, ORDER);
            var w = FloatVector.fromMemorySegment(SPECIES, x, source + (long) rest * Float.BYTES, ORDER);
            v.intoArray(to, i);
            w.intoArray(to, i + rest);
        }
    }

    private static void many(int rows, MemorySegment x, long from, long next, int n, float[] to, int at, int width) {
        x = OffHeap.of(x);
        long source = from;
        int end = at + rows * width;
        for (int i = at; i < end; i += width, source += next) {
            for (int p = 0; p < n; p += LANES) {
                int j = Math.min(p, n - LANES);
                FloatVector.fromMemorySegment(SPECIES, x, source + (long) j * Float.BYTES, ORDER)
                        .intoArray(to, i + j);
            }
        }
    }

    /** Every second element: the even lanes of two vectors make one. The last begins one earlier, not to pass the end. */
    private static void second(int rows, MemorySegment x, long from, long next, int n, float[] to, int at, int width) {
        x = OffHeap.of(x);
        long source = from;
        int end = at + rows * width;
        for (int i = at; i < end; i += width, source += next) {
            for (int p = 0; p < n - 1; p += LANES) {
                int j = Math.min(p, n - 1 - LANES);
                long q = source + 2L * j * Float.BYTES;
                var v = FloatVector.fromMemorySegment(SPECIES, x, q, ORDER);
                var w = FloatVector.fromMemorySegment(SPECIES, x, q + (long) LANES * Float.BYTES, ORDER);
                v.rearrange(EVEN).blend(w.rearrange(EVEN), UPPER).intoArray(to, i + j);
            }
            to[i + n - 1] = x.get(JAVA_FLOAT, source + 2L * (n - 1) * Float.BYTES);
        }
    }

    /** As {@link #narrow}, of every second element. */
    private static void narrowSecond(
            int rows, MemorySegment x, long from, long next, int n, float[] to, int at, int left, int width) {
        x = OffHeap.of(x);
        int reach = 2 * n - 1;
        var first = SPECIES.indexInRange(0, reach);
        var second = SPECIES.indexInRange(LANES, reach);
        var zero = FloatVector.zero(SPECIES);
        long source = from;
        int end = at + rows * width;
        for (int i = at; i < end; i += width, source += next) {
            var v = FloatVector.fromMemorySegment(SPECIES, x, source, ORDER, first);
            var w = FloatVector.fromMemorySegment(SPECIES, x, source + (long) LANES * Float.BYTES, ORDER, second);
            zero.intoArray(to, i);
            v.rearrange(EVEN).blend(w.rearrange(EVEN), UPPER).intoArray(to, i + left);
        }
    }

    private static void any(
            int rows, MemorySegment x, long xo, long ldx, int step, int n, float[] to, int at, int left, int width) {
        for (int r = 0; r < rows; r++) {
            int row = at + r * width;
            Arrays.fill(to, row, row + left, 0);
            long source = xo + r * ldx;
            for (int i = 0; i < n; i++, source += step) {
                to[row + left + i] = x.getAtIndex(JAVA_FLOAT, source);
            }
            Arrays.fill(to, row + left + n, row + width, 0);
        }
    }
}
