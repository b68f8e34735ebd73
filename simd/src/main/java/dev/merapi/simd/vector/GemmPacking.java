package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Copies of blocks of A and B in the forms the kernels read: rows of A {@link MicroKernel#LDA} apart, and B in panels
 * of {@link MicroKernel#NR} columns, each row of a panel after the other, missing columns zero.
 */
final class GemmPacking {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    /** Between panels: on a narrow machine panels of KC rows, written side by side, would fall in one set of a cache. */
    private static final int PAD = MicroKernel.WIDE ? 0 : 16;

    /** Columns that are copied together: half a kilobyte of each row. */
    private static final int ABREAST = 128;

    private GemmPacking() {}

    /** to[first + i LDA + p] = a[i lda + p] for i < rows, p < kc: A is stored as [m, k]. */
    static void rows(int rows, int kc, MemorySegment a, long ao, int lda, float[] to, int first) {
        int whole = SPECIES.loopBound(kc);
        for (int i = 0; i < rows; i++) {
            copyRow(whole, a, (ao + (long) i * lda) * Float.BYTES, to, first + i * LDA);
        }
        if (whole < kc) {
            var mask = SPECIES.indexInRange(whole, kc);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromMemorySegment(SPECIES, a, (ao + (long) i * lda + whole) * Float.BYTES, ORDER, mask)
                        .intoArray(to, first + i * LDA + whole);
            }
        }
    }

    /** Four vectors at a step: a loop of single ones took twice as long for the short rows of small products. */
    private static void copyRow(int n, MemorySegment from, long at, float[] to, int first) {
        from = OffHeap.of(from);
        int p = 0;
        for (; p + 4 * LANES <= n; p += 4 * LANES) {
            long q = at + (long) p * Float.BYTES;
            var v0 = FloatVector.fromMemorySegment(SPECIES, from, q, ORDER);
            var v1 = FloatVector.fromMemorySegment(SPECIES, from, q + VECTOR_BYTES, ORDER);
            var v2 = FloatVector.fromMemorySegment(SPECIES, from, q + 2 * VECTOR_BYTES, ORDER);
            var v3 = FloatVector.fromMemorySegment(SPECIES, from, q + 3 * VECTOR_BYTES, ORDER);
            v0.intoArray(to, first + p);
            v1.intoArray(to, first + p + LANES);
            v2.intoArray(to, first + p + 2 * LANES);
            v3.intoArray(to, first + p + 3 * LANES);
        }
        for (; p < n; p += LANES) {
            FloatVector.fromMemorySegment(SPECIES, from, at + (long) p * Float.BYTES, ORDER)
                    .intoArray(to, first + p);
        }
    }

    /** to[first + i LDA + p] = a[p lda + i] for i < rows, p < kc: A is stored as [k, m]. */
    static void columns(int rows, int kc, MemorySegment a, long ao, int lda, float[] to, int first, float[] square) {
        for (int p = 0; p < kc; p += LANES) {
            for (int i = 0; i < rows; i += LANES) {
                Transpose.begin(
                        Math.min(LANES, kc - p), Math.min(LANES, rows - i), a, ao + (long) p * lda + i, lda, square);
                Transpose.end(square, to, first + i * LDA + p, LDA);
            }
        }
    }

    /** Floats from one panel to the next. */
    static int step(int kc) {
        return kc * NR + PAD;
    }

    /** Panels of B [kc, nc], stored as rows ldb apart, {@link #step} floats each. */
    static void panels(int kc, int nc, MemorySegment b, long bo, int ldb, MemorySegment to) {
        int abreast = nc - nc % (4 * NR);
        int together = Math.min(ABREAST, abreast);
        for (int j = 0; j < abreast; j += together) {
            int quads = Math.min(together, abreast - j) / (4 * NR);
            fourPanels(quads, kc, b, (bo + j) * Float.BYTES, ldb, to, (long) j / NR * step(kc) * Float.BYTES);
        }
        for (int j = abreast; j < nc; j += NR) {
            long at = (long) j / NR * step(kc) * Float.BYTES;
            if (nc - j >= NR) {
                panel(kc, b, (bo + j) * Float.BYTES, ldb, to, at);
            } else {
                tail(kc, nc - j, b, (bo + j) * Float.BYTES, ldb, to, at);
            }
        }
    }

    private static void panel(int kc, MemorySegment b, long from, int ldb, MemorySegment to, long at) {
        b = OffHeap.of(b);
        to = OffHeap.of(to);
        for (int p = 0; p < kc; p++, from += (long) ldb * Float.BYTES, at += NR * Float.BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, from + VECTOR_BYTES, ORDER);
            b0.intoMemorySegment(to, at, ORDER);
            b1.intoMemorySegment(to, at + VECTOR_BYTES, ORDER);
        }
    }

    /** {@code quads} times four panels side by side: of rows longer than two cache lines more are on their way at once. */
    private static void fourPanels(
            int quads, int kc, MemorySegment rows, long from, int ldb, MemorySegment panels, long at) {
        var b = OffHeap.of(rows);
        var to = OffHeap.of(panels);
        long step = step(kc) * (long) Float.BYTES;
        for (int p = 0; p < kc; p++, from += (long) ldb * Float.BYTES, at += NR * Float.BYTES) {
            long source = from;
            long target = at;
            for (int q = 0; q < quads; q++, source += 4 * NR * Float.BYTES, target += 4 * step) {
                var b0 = FloatVector.fromMemorySegment(SPECIES, b, source, ORDER);
                var b1 = FloatVector.fromMemorySegment(SPECIES, b, source + VECTOR_BYTES, ORDER);
                var b2 = FloatVector.fromMemorySegment(SPECIES, b, source + 2 * VECTOR_BYTES, ORDER);
                var b3 = FloatVector.fromMemorySegment(SPECIES, b, source + 3 * VECTOR_BYTES, ORDER);
                var b4 = FloatVector.fromMemorySegment(SPECIES, b, source + 4 * VECTOR_BYTES, ORDER);
                var b5 = FloatVector.fromMemorySegment(SPECIES, b, source + 5 * VECTOR_BYTES, ORDER);
                var b6 = FloatVector.fromMemorySegment(SPECIES, b, source + 6 * VECTOR_BYTES, ORDER);
                var b7 = FloatVector.fromMemorySegment(SPECIES, b, source + 7 * VECTOR_BYTES, ORDER);
                b0.intoMemorySegment(to, target, ORDER);
                b1.intoMemorySegment(to, target + VECTOR_BYTES, ORDER);
                b2.intoMemorySegment(to, target + step, ORDER);
                b3.intoMemorySegment(to, target + step + VECTOR_BYTES, ORDER);
                b4.intoMemorySegment(to, target + 2 * step, ORDER);
                b5.intoMemorySegment(to, target + 2 * step + VECTOR_BYTES, ORDER);
                b6.intoMemorySegment(to, target + 3 * step, ORDER);
                b7.intoMemorySegment(to, target + 3 * step + VECTOR_BYTES, ORDER);
            }
        }
    }

    private static void tail(int kc, int cols, MemorySegment b, long from, int ldb, MemorySegment to, long at) {
        halfTail(kc, cols, b, from, ldb, to, at);
        if (cols > LANES) {
            long half = VECTOR_BYTES;
            halfTail(kc, cols - LANES, b, from + half, ldb, to, at + half);
        } else {
            zeroHalf(kc, to, at + VECTOR_BYTES);
        }
    }

    private static void halfTail(int kc, int cols, MemorySegment b, long from, int ldb, MemorySegment to, long at) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int p = 0; p < kc; p++, from += (long) ldb * Float.BYTES, at += NR * Float.BYTES) {
            FloatVector.fromMemorySegment(SPECIES, b, from, ORDER, mask).intoMemorySegment(to, at, ORDER);
        }
    }

    private static void zeroHalf(int kc, MemorySegment to, long at) {
        for (int p = 0; p < kc; p++, at += NR * Float.BYTES) {
            FloatVector.zero(SPECIES).intoMemorySegment(to, at, ORDER);
        }
    }

    /** Panels of op(B) [kc, nc], where B is stored as [nc, kc], rows ldb apart. */
    static void transposedPanels(int kc, int nc, MemorySegment b, long bo, int ldb, MemorySegment to, float[] square) {
        for (int j = 0; j < nc; j += LANES) {
            // Element (0, j) of the panels: the panel of j, and in it its left or its right half.
            long column = (long) (j / NR) * step(kc) + j % NR;
            for (int p = 0; p < kc; p += LANES) {
                int depth = Math.min(LANES, kc - p);
                Transpose.begin(Math.min(LANES, nc - j), depth, b, bo + (long) j * ldb + p, ldb, square);
                long at = column + (long) p * NR;
                if (depth == LANES) {
                    Transpose.end(square, to, at, NR);
                } else {
                    Transpose.end(square, square, 0, LANES);
                    write(square, depth, to, at * Float.BYTES);
                }
            }
        }
        if (nc % NR != 0 && nc % NR <= LANES) {
            zeroHalf(kc, to, ((long) (nc / NR) * step(kc) + LANES) * Float.BYTES);
        }
    }

    private static void write(float[] square, int rows, MemorySegment to, long at) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(SPECIES, square, r * LANES)
                    .intoMemorySegment(to, at + (long) r * NR * Float.BYTES, ORDER);
        }
    }
}
