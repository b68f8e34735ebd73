package dev.merapi.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The product of the kernels in use: by the {@link Blas} in use, or else their own. */
record SwitchedGemm(Gemm own) implements Gemm {
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
        Optional<Blas> blas = Blas.active();
        Gemm gemm = blas.isPresent() ? blas.get().gemm() : own;
        gemm.gemm(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate, epilogue);
    }
}
