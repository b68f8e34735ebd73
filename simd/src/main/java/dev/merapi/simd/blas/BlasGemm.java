package dev.merapi.simd.blas;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Kernels;
import java.lang.foreign.MemorySegment;

/**
 * {@link Gemm} and {@link dev.merapi.simd.GemmDouble} by a library, in its own order of sums. The epilogue follows part by
 * part, while a part is still in the cache.
 */
public final class BlasGemm implements Gemm {
    private final Cblas blas;

    /** By this library. */
    public BlasGemm(Cblas blas) {
        this.blas = blas;
    }

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
        assert !accumulate || epilogue.equals(Epilogue.NONE) : "an epilogue can't follow an accumulation";
        var product = new Parts(
                blas::sgemm, Float.BYTES, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate);
        product.run(blas.several(), (i0, i1, j0, j1) -> {
            for (int i = i0; i < i1; i++) {
                finish(epilogue, i, j0, j1 - j0, c, co + (long) i * ldc + j0);
            }
        });
    }

    /** The same in fp64, which has no epilogue. */
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
            boolean accumulate) {
        var product = new Parts(
                blas::dgemm, Double.BYTES, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate);
        product.run(blas.several(), (_, _, _, _) -> {});
    }

    /** Bias and activation of row i, columns j to j + n, which lie at {@code at}. */
    private static void finish(Epilogue epilogue, int i, int j, int n, MemorySegment c, long at) {
        Elementwise kernel = Kernels.active().elementwise();
        switch (epilogue.axis()) {
            case NONE -> {}
            case PER_COLUMN ->
                kernel.binary(Elementwise.Binary.ADD, c, at, 1, epilogue.bias(), epilogue.offset() + j, 1, c, at, n);
            case PER_ROW ->
                kernel.binary(Elementwise.Binary.ADD, c, at, 1, epilogue.bias(), epilogue.offset() + i, 0, c, at, n);
        }
        switch (epilogue.activation()) {
            case IDENTITY -> {}
            case RELU -> kernel.unary(Elementwise.Unary.RELU, c, at, c, at, n);
        }
    }
}
