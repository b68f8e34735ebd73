package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * {@code C = act(op(A) op(B) + bias)} or {@code C += op(A) op(B)}: fp32 matrix product.
 *
 * <p>Canonical order: every element of C is {@code ((b0 + b1) + b2) + ...}, where block {@code bj} is one chain
 * {@code acc = fma(a[i,p], b[p,j], acc)} from 0 over the {@link #KC} values of p that follow {@code j * KC}; with
 * {@code accumulate} the chain of sums starts from the old C. Then bias is added, then the activation applied. The order
 * does not depend on m, n, the transpositions, the threads or the vector width, so one row alone has the bits of that row
 * among many.
 */
public interface Gemm {
    /** Depth of a block of the chain over k. Part of the canonical order: changing it changes results' bits. */
    int KC = 512;

    /**
     * op(A) is [m, k], op(B) is [k, n], C is [m, n], each with unit stride along its rows as stored.
     *
     * @param transA whether A is stored as [k, m]; lda is the distance of its stored rows
     * @param transB whether B is stored as [n, k]
     * @param accumulate whether to add to C instead of setting it (the epilogue must then be {@link Epilogue#NONE})
     */
    void gemm(
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
            Epilogue epilogue);

    /** What happens to a finished tile of C while it's in registers: a bias per column or per row, then an activation. */
    record Epilogue(Bias axis, MemorySegment bias, long offset, Activation activation) {
        /** Nothing. */
        public static final Epilogue NONE = new Epilogue(Bias.NONE, MemorySegment.NULL, 0, Activation.IDENTITY);

        /** Whether it changes nothing. */
        public boolean isNone() {
            return axis == Bias.NONE && activation == Activation.IDENTITY;
        }
    }

    /** Along which axis of C the bias runs. */
    enum Bias {
        NONE,
        PER_COLUMN,
        PER_ROW
    }

    /** Activations cheap enough for the store of a tile; RELU is {@code x > 0 ? x : (x != x ? x : 0)}. */
    enum Activation {
        IDENTITY,
        RELU
    }
}
