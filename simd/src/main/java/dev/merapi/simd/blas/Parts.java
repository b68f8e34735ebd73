package dev.merapi.simd.blas;

import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * A product in as many parts as there are threads, bands of rows or of columns of C, each one call of the library.
 *
 * @param bytes of an element
 */
record Parts(
        Cblas.Product product,
        int bytes,
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        MemorySegment a,
        long ao,
        int lda,
        MemorySegment b,
        long bo,
        int ldb,
        MemorySegment c,
        long co,
        int ldc,
        boolean accumulate) {

    /** Multiply-adds below which a part isn't worth handing over: 5 to 20 us of one core. */
    private static final long PART = 1 << 19;

    /** Parts end at multiples of this, as the tiles of libraries do. */
    private static final int UNIT = 16;

    /** What follows a part: C [i0, i1) x [j0, j1) is computed. */
    @FunctionalInterface
    interface Finish {
        /** Does it. */
        void part(int i0, int i1, int j0, int j1);
    }

    /** Computes C, on several threads if the library may be called from several. */
    void run(boolean several, Finish finish) {
        assert m >= 0 && n >= 0 && k >= 0 : "sizes " + m + " " + n + " " + k;
        if (m == 0 || n == 0) {
            return;
        }
        boolean rows = m >= n;
        int length = rows ? m : n;
        Workers.forRange(length, several ? grain(length) : length, (from, to) -> {
            int i0 = rows ? from : 0;
            int i1 = rows ? to : m;
            int j0 = rows ? 0 : from;
            int j1 = rows ? n : to;
            part(i0, i1, j0, j1);
            finish.part(i0, i1, j0, j1);
        });
    }

    private int grain(int length) {
        long work = (long) m * n * k;
        long parts = Math.clamp(work / PART, 1, Workers.threads());
        long even = Math.ceilDiv(length, parts);
        return (int) Math.min(length, Math.ceilDiv(even, UNIT) * UNIT);
    }

    private void part(int i0, int i1, int j0, int j1) {
        int rows = i1 - i0;
        int cols = j1 - j0;
        long at = co + (long) i0 * ldc + j0;
        if (k == 0) {
            for (int i = 0; i < rows && !accumulate; i++) {
                matrix(c, at + (long) i * ldc, 1, cols, cols).fill((byte) 0);
            }
            return;
        }
        long aAt = ao + (transA ? i0 : (long) i0 * lda);
        long bAt = bo + (transB ? (long) j0 * ldb : j0);
        product.run(
                transA,
                transB,
                rows,
                cols,
                k,
                transA ? matrix(a, aAt, k, rows, lda) : matrix(a, aAt, rows, k, lda),
                transA ? distance(k, rows, lda) : distance(rows, k, lda),
                transB ? matrix(b, bAt, cols, k, ldb) : matrix(b, bAt, k, cols, ldb),
                transB ? distance(cols, k, ldb) : distance(k, cols, ldb),
                accumulate,
                matrix(c, at, rows, cols, ldc),
                distance(rows, cols, ldc));
    }

    /** Exactly the memory that the library touches, so that a slip here is an exception and no wild access. */
    private MemorySegment matrix(MemorySegment x, long at, int rows, int cols, int ld) {
        return x.asSlice(at * bytes, ((rows - 1L) * ld + cols) * bytes);
    }

    /** A row alone may have any distance for us; libraries want a possible one. */
    private static int distance(int rows, int cols, int ld) {
        return rows == 1 ? Math.max(cols, ld) : ld;
    }
}
