package dev.merapi.simd;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The product of a JVM that has just started: by the scalar twin at first, which has the same bits.
 *
 * <p>Until C2 has compiled it, vector code makes an object of every vector, which costs a first product several times what
 * the scalar twin takes. Somebody has to run the vector kernel until it's compiled, so the twin computes no more than
 * {@value #BUDGET} multiply-adds in all, and no more than {@value #CALLS} products: a program of one small product a step would
 * else be slow for a hundred steps.
 */
final class EarlyGemm implements Gemm {
    /** A product of 512 x 512 x 512. */
    private static final long BUDGET = 1L << 27;

    private static final int CALLS = 32;

    private final Gemm vector;
    private final Gemm scalar;
    private final AtomicLong spent = new AtomicLong();

    EarlyGemm(Gemm vector, Gemm scalar) {
        this.vector = vector;
        this.scalar = scalar;
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
        Gemm gemm = isEarly((long) m * n * k) ? scalar : vector;
        gemm.gemm(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate, epilogue);
    }

    private boolean isEarly(long multiplyAdds) {
        long cost = Math.clamp(multiplyAdds, BUDGET / CALLS, 2 * BUDGET);
        return spent.getPlain() < BUDGET && spent.addAndGet(cost) <= BUDGET;
    }
}
