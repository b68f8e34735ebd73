package dev.merapi.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code C = op(A) op(B)} or {@code C += op(A) op(B)}: fp64 matrix product in plain loops, for gradient checks and
 * science.
 *
 * <p>Canonical order: that of {@link Gemm}, in double. It needs no Vector API: C2 makes vector instructions of these
 * loops, so there is one form of it only, and no twin whose bits could differ. While a {@link Blas} is in use it computes
 * the product, in its own order.
 */
public final class GemmDouble {
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
    private static final int NC = 128;
    private static final int ROWS = 32;
    private static final long CHUNK = 1 << 18;
    private static final PerThread<Space> SPACE = new PerThread<>(Space::new);

    private GemmDouble() {}

    /**
     * op(A) is [m, k], op(B) is [k, n], C is [m, n], each with unit stride along its rows as stored; offsets and
     * distances of rows count doubles.
     *
     * @param transA whether A is stored as [k, m]; lda is the distance of its stored rows
     * @param transB whether B is stored as [n, k]
     * @param accumulate whether to add to C instead of setting it
     */
    public static void gemm(
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
        assert m >= 0 && n >= 0 && k >= 0 : "sizes " + m + " " + n + " " + k;
        if (m == 0 || n == 0) {
            return;
        }
        Optional<Blas> blas = Blas.active();
        if (blas.isPresent()) {
            blas.get().gemm().gemm(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate);
            return;
        }
        var product = new Product(transA, transB, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate);
        long rows = Math.max(ROWS, Math.ceilDiv(CHUNK, (long) n * Math.max(k, 1)));
        Workers.forRange(m, (int) Math.min(rows, m), product::rows);
    }

    /** What one thread works in: rows of B, one array each, and the sums of one row of C. */
    private static final class Space {
        private final double[][] b = new double[Gemm.KC][NC];
        private final double[] sums = new double[NC];
    }

    /** The arguments of one call. */
    private record Product(
            boolean transA,
            boolean transB,
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

        /** C[from..to, all columns]. */
        void rows(int from, int to) {
            Space space = SPACE.get();
            for (int j = 0; j < n; j += NC) {
                int nc = Math.min(NC, n - j);
                int p = 0;
                do {
                    int kc = Math.min(Gemm.KC, k - p);
                    pack(p, kc, j, nc, space.b);
                    for (int i = from; i < to; i++) {
                        Arrays.fill(space.sums, 0, nc, 0.0);
                        multiply(i, p, kc, nc, space);
                        store(i, j, nc, accumulate || p > 0, space.sums);
                    }
                    p += Gemm.KC;
                } while (p < k);
            }
        }

        private void pack(int p, int kc, int j, int nc, double[][] to) {
            for (int r = 0; r < kc; r++) {
                long at = transB ? bo + (long) j * ldb + p + r : bo + (long) (p + r) * ldb + j;
                if (transB) {
                    for (int x = 0; x < nc; x++) {
                        to[r][x] = b.getAtIndex(DOUBLE, at + (long) x * ldb);
                    }
                } else {
                    MemorySegment.copy(b, DOUBLE, at * Double.BYTES, to[r], 0, nc);
                }
            }
        }

        private void multiply(int i, int p, int kc, int nc, Space space) {
            int r = 0;
            for (; r + 4 <= kc; r += 4) {
                four(nc, at(i, p + r), at(i, p + r + 1), at(i, p + r + 2), at(i, p + r + 3), space, r);
            }
            for (; r < kc; r++) {
                one(nc, at(i, p + r), space.b[r], space.sums);
            }
        }

        private double at(int i, int p) {
            return a.getAtIndex(DOUBLE, transA ? ao + (long) p * lda + i : ao + (long) i * lda + p);
        }

        private void store(int i, int j, int nc, boolean add, double[] sums) {
            long row = co + (long) i * ldc + j;
            for (int x = 0; x < nc; x++) {
                c.setAtIndex(DOUBLE, row + x, add ? c.getAtIndex(DOUBLE, row + x) + sums[x] : sums[x]);
            }
        }
    }

    private static void four(int n, double a0, double a1, double a2, double a3, Space space, int r) {
        double[] b0 = space.b[r];
        double[] b1 = space.b[r + 1];
        double[] b2 = space.b[r + 2];
        double[] b3 = space.b[r + 3];
        double[] sums = space.sums;
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sums[j]))));
        }
    }

    private static void one(int n, double a, double[] b, double[] sums) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(a, b[j], sums[j]);
        }
    }
}
