package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Copies of blocks of A in the form the kernels read: rows {@link MicroKernel#LDA} apart. */
final class RowPacking {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private RowPacking() {}

    /** to[first + i LDA + p] = a[i lda + p] for i < rows, p < kc: A is stored as [m, k]. */
    static void rows(int rows, int kc, MemorySegment a, long ao, int lda, float[] to, int first) {
        int whole = SPECIES.loopBound(kc);
        long row = (long) lda * Float.BYTES;
        boolean apart = !MicroKernel.WIDE && lda > kc;
        for (int i = 0; i < rows; ) {
            long from = ao * Float.BYTES + i * row;
            int target = first + i * LDA;
            if (apart && rows - i >= 4) {
                copyFour(whole, a, from, row, to, target);
                i += 4;
            } else {
                copyRow(whole, a, from, to, target);
                i++;
            }
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

    /** Four rows at once, where they aren't one after the other: a row of 2 KB ends before the processor fetches well ahead. */
    private static void copyFour(int n, MemorySegment from, long at, long row, float[] to, int first) {
        from = OffHeap.of(from);
        int p = 0;
        for (; p + 2 * LANES <= n; p += 2 * LANES) {
            long q = at + (long) p * Float.BYTES;
            var v0 = FloatVector.fromMemorySegment(SPECIES, from, q, ORDER);
            var v1 = FloatVector.fromMemorySegment(SPECIES, from, q + VECTOR_BYTES, ORDER);
            var v2 = FloatVector.fromMemorySegment(SPECIES, from, q + row, ORDER);
            var v3 = FloatVector.fromMemorySegment(SPECIES, from, q + row + VECTOR_BYTES, ORDER);
            var v4 = FloatVector.fromMemorySegment(SPECIES, from, q + 2 * row, ORDER);
            var v5 = FloatVector.fromMemorySegment(SPECIES, from, q + 2 * row + VECTOR_BYTES, ORDER);
            var v6 = FloatVector.fromMemorySegment(SPECIES, from, q + 3 * row, ORDER);
            var v7 = FloatVector.fromMemorySegment(SPECIES, from, q + 3 * row + VECTOR_BYTES, ORDER);
            v0.intoArray(to, first + p);
            v1.intoArray(to, first + p + LANES);
            v2.intoArray(to, first + LDA + p);
            v3.intoArray(to, first + LDA + p + LANES);
            v4.intoArray(to, first + 2 * LDA + p);
            v5.intoArray(to, first + 2 * LDA + p + LANES);
            v6.intoArray(to, first + 3 * LDA + p);
            v7.intoArray(to, first + 3 * LDA + p + LANES);
        }
        for (; p < n; p += LANES) {
            for (int r = 0; r < 4; r++) {
                FloatVector.fromMemorySegment(SPECIES, from, at + r * row + (long) p * Float.BYTES, ORDER)
                        .intoArray(to, first + r * LDA + p);
            }
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
}
