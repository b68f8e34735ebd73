package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Copies of blocks of B in the form the kernels read: panels of {@link MicroKernel#NR} columns, each row of a panel after the
 * other, missing columns zero.
 */
final class PanelPacking {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    /** Between panels: on a narrow machine panels of KC rows, written side by side, would fall in one set of a cache. */
    private static final int PAD = MicroKernel.WIDE ? 0 : 16;

    /** Columns that are copied together: half a kilobyte of each row. */
    private static final int ABREAST = 128;

    private PanelPacking() {}

    /** Floats from one panel to the next. */
    static int step(int kc) {
        return kc * NR + PAD;
    }

    /** Panels of B [kc, nc], stored as rows ldb apart, {@link #step} floats each. */
    static void panels(int kc, int nc, MemorySegment b, long bo, int ldb, Panels to) {
        int done = MicroKernel.WIDE ? nc - nc % (4 * NR) : nc - nc % NR;
        int together = Math.min(ABREAST, done);
        for (int j = 0; j < done; j += together) {
            int cols = Math.min(together, done - j);
            int at = j / NR * step(kc);
            if (MicroKernel.WIDE) {
                fourPanels(cols / (4 * NR), kc, b, (bo + j) * Float.BYTES, ldb, to, at);
            } else {
                bands(cols / NR, kc, b, (bo + j) * Float.BYTES, ldb, to, at, step(kc));
            }
        }
        for (int j = done; j < nc; j += NR) {
            int at = j / NR * step(kc);
            if (nc - j >= NR) {
                panel(kc, b, (bo + j) * Float.BYTES, ldb, to, at);
            } else {
                tail(kc, nc - j, b, (bo + j) * Float.BYTES, ldb, to, at);
            }
        }
    }

    /**
     * {@code count} panels side by side, {@code step} floats from one to the next, eight rows at a time: where a row is one
     * cache line, a store to eight lines one after the other finds them fetched ahead, and one to a line of each panel waits.
     */
    static void bands(int count, int kc, MemorySegment b, long from, int ldb, Panels to, int first, int step) {
        long row = (long) ldb * Float.BYTES;
        int p = 0;
        for (; p + 8 <= kc; p += 8) {
            long source = from + p * row;
            int at = first + p * NR;
            for (int q = 0; q < count; q++, source += NR * Float.BYTES, at += step) {
                fourRows(b, source, row, to, at);
                fourRows(b, source + 4 * row, row, to, at + 4 * NR);
            }
        }
        for (int q = 0; q < count && p < kc; q++) {
            panel(kc - p, b, from + p * row + (long) q * NR * Float.BYTES, ldb, to, first + q * step + p * NR);
        }
    }

    /** Four rows of one panel; they are {@code row} bytes apart in b. */
    private static void fourRows(MemorySegment rows, long from, long row, Panels to, int at) {
        var b = OffHeap.of(rows);
        var b0 = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
        var b1 = FloatVector.fromMemorySegment(SPECIES, b, from + VECTOR_BYTES, ORDER);
        var b2 = FloatVector.fromMemorySegment(SPECIES, b, from + row, ORDER);
        var b3 = FloatVector.fromMemorySegment(SPECIES, b, from + row + VECTOR_BYTES, ORDER);
        var b4 = FloatVector.fromMemorySegment(SPECIES, b, from + 2 * row, ORDER);
        var b5 = FloatVector.fromMemorySegment(SPECIES, b, from + 2 * row + VECTOR_BYTES, ORDER);
        var b6 = FloatVector.fromMemorySegment(SPECIES, b, from + 3 * row, ORDER);
        var b7 = FloatVector.fromMemorySegment(SPECIES, b, from + 3 * row + VECTOR_BYTES, ORDER);
        to.put(b0, at);
        to.put(b1, at + LANES);
        to.put(b2, at + NR);
        to.put(b3, at + NR + LANES);
        to.put(b4, at + 2 * NR);
        to.put(b5, at + 2 * NR + LANES);
        to.put(b6, at + 3 * NR);
        to.put(b7, at + 3 * NR + LANES);
    }

    private static void panel(int kc, MemorySegment rows, long from, int ldb, Panels to, int at) {
        var b = OffHeap.of(rows);
        long source = from;
        int target = at;
        for (int p = 0; p < kc; p++, source += (long) ldb * Float.BYTES, target += NR) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, source, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, source + VECTOR_BYTES, ORDER);
            to.put(b0, target);
            to.put(b1, target + LANES);
        }
    }

    /** {@code quads} times four panels side by side: of rows longer than two cache lines more are on their way at once. */
    private static void fourPanels(int quads, int kc, MemorySegment rows, long from, int ldb, Panels to, int first) {
        var b = OffHeap.of(rows);
        int step = step(kc);
        int at = first;
        long row = from;
        for (int p = 0; p < kc; p++, row += (long) ldb * Float.BYTES, at += NR) {
            long source = row;
            int target = at;
            for (int q = 0; q < quads; q++, source += 4 * NR * Float.BYTES, target += 4 * step) {
                var b0 = FloatVector.fromMemorySegment(SPECIES, b, source, ORDER);
                var b1 = FloatVector.fromMemorySegment(SPECIES, b, source + VECTOR_BYTES, ORDER);
                var b2 = FloatVector.fromMemorySegment(SPECIES, b, source + 2 * VECTOR_BYTES, ORDER);
                var b3 = FloatVector.fromMemorySegment(SPECIES, b, source + 3 * VECTOR_BYTES, ORDER);
                var b4 = FloatVector.fromMemorySegment(SPECIES, b, source + 4 * VECTOR_BYTES, ORDER);
                var b5 = FloatVector.fromMemorySegment(SPECIES, b, source + 5 * VECTOR_BYTES, ORDER);
                var b6 = FloatVector.fromMemorySegment(SPECIES, b, source + 6 * VECTOR_BYTES, ORDER);
                var b7 = FloatVector.fromMemorySegment(SPECIES, b, source + 7 * VECTOR_BYTES, ORDER);
                to.put(b0, target);
                to.put(b1, target + LANES);
                to.put(b2, target + step);
                to.put(b3, target + step + LANES);
                to.put(b4, target + 2 * step);
                to.put(b5, target + 2 * step + LANES);
                to.put(b6, target + 3 * step);
                to.put(b7, target + 3 * step + LANES);
            }
        }
    }

    private static void tail(int kc, int cols, MemorySegment b, long from, int ldb, Panels to, int at) {
        halfTail(kc, cols, b, from, ldb, to, at);
        if (cols > LANES) {
            halfTail(kc, cols - LANES, b, from + VECTOR_BYTES, ldb, to, at + LANES);
        } else {
            zeroHalf(kc, to, at + LANES);
        }
    }

    private static void halfTail(int kc, int cols, MemorySegment b, long from, int ldb, Panels to, int at) {
        var mask = SPECIES.indexInRange(0, cols);
        long source = from;
        int target = at;
        for (int p = 0; p < kc; p++, source += (long) ldb * Float.BYTES, target += NR) {
            to.put(FloatVector.fromMemorySegment(SPECIES, b, source, ORDER, mask), target);
        }
    }

    private static void zeroHalf(int kc, Panels to, int at) {
        for (int i = at; i < at + kc * NR; i += NR) {
            to.put(FloatVector.zero(SPECIES), i);
        }
    }

    /** Panels of op(B) [kc, nc], where B is stored as [nc, kc], rows ldb apart. */
    static void transposedPanels(int kc, int nc, MemorySegment b, long bo, int ldb, Panels to, float[] square) {
        for (int j = 0; j < nc; j += LANES) {
            // Element (0, j) of the panels: the panel of j, and in it its left or its right half.
            int column = j / NR * step(kc) + j % NR;
            for (int p = 0; p < kc; p += LANES) {
                int depth = Math.min(LANES, kc - p);
                Transpose.begin(Math.min(LANES, nc - j), depth, b, bo + (long) j * ldb + p, ldb, square);
                int at = column + p * NR;
                if (depth == LANES) {
                    Transpose.end(square, to, at, NR);
                } else {
                    Transpose.end(square, square, 0, LANES);
                    write(square, depth, to, at);
                }
            }
        }
        if (nc % NR != 0 && nc % NR <= LANES) {
            zeroHalf(kc, to, nc / NR * step(kc) + LANES);
        }
    }

    private static void write(float[] square, int rows, Panels to, int at) {
        for (int r = 0; r < rows; r++) {
            to.put(FloatVector.fromArray(SPECIES, square, r * LANES), at + r * NR);
        }
    }
}
