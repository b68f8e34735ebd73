package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * {@link Gemm}: by {@link DirectProduct} where it suits, else by {@link BlockedProduct}; a row by {@link RowProduct}, a few
 * by {@link ThinProduct}.
 */
public final class VectorGemm implements Gemm {
    /** Multiply-adds up to which one thread does all: about 4 us of one core. */
    private static final long ALONE = 1 << 19;

    /** Creates the kernel; it has no state. */
    public VectorGemm() {}

    @Override
    public void gemm(
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
            boolean accumulate,
            Epilogue epilogue) {
        assert m >= 0 && n >= 0 && k >= 0 : "sizes " + m + " " + n + " " + k;
        assert !accumulate || epilogue.equals(Epilogue.NONE) : "an epilogue can't follow an accumulation";
        if (m == 0 || n == 0) {
            return;
        }
        var left = new Factor(transA, a, ao, lda);
        var right = new Factor(transB, b, bo, ldb);
        var result = new Result(c, co, ldc, accumulate, epilogue, k);
        if (m == 1) {
            new RowProduct(n, k, left, right, result).run();
        } else if (ThinProduct.suits(m, n, k, right)) {
            new ThinProduct(m, n, k, left, right, result).run();
        } else if (DirectProduct.suits(m, n, k, left, right)) {
            new DirectProduct(m, n, k, left, right, result).run(threads(m, n, k));
        } else {
            new BlockedProduct(m, n, k, left, right, result).run(threads(m, n, k));
        }
    }

    private static int threads(int m, int n, int k) {
        return (long) m * n * k <= ALONE ? 1 : Workers.threads();
    }

    /** A or B: element (i, p) of it is the float {@code offset + i ld + p}, or transposed {@code offset + p ld + i}. */
    record Factor(boolean transposed, MemorySegment segment, long offset, int ld) {
        /** The index of element (row, column). */
        long at(int row, int column) {
            return transposed ? offset + (long) column * ld + row : offset + (long) row * ld + column;
        }
    }

    /** C, and what becomes of it after the last block of k. */
    record Result(MemorySegment segment, long offset, int ld, boolean accumulate, Epilogue epilogue, int k) {
        /** Stores a tile of the block of k that begins at p: its element (0, 0) is C's (i, j). */
        void store(float[] tile, int from, int i, int rows, int j, int cols, int p) {
            long at = at(i, j);
            boolean last = k - p <= KC;
            if (last && !epilogue.isNone()) {
                if (p > 0) {
                    GemmStore.sum(tile, from, rows, cols, segment, at, ld);
                }
                GemmStore.finish(tile, from, rows, cols, epilogue, i, j);
                GemmStore.set(tile, from, rows, cols, segment, at, ld);
            } else if (adds(p)) {
                GemmStore.add(tile, from, rows, cols, segment, at, ld);
            } else {
                GemmStore.set(tile, from, rows, cols, segment, at, ld);
            }
        }

        /** Whether tiles of the block of k that begins at p are added to what is in C. */
        boolean adds(int p) {
            return accumulate || p > 0;
        }

        /** The index of element (i, j). */
        long at(int i, int j) {
            return offset + (long) i * ld + j;
        }
    }
}
