package dev.merapi.tensor.op;

import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * {@link Attention}'s K or V, x [n, hkv, s, w], in its products: X is a block of {@code rows} rows of a head from
 * {@code first} on, read where they lie. Other matrices are blocks whose columns are queries, their rows {@code
 * QUERIES} apart, or one row.
 *
 * @param x with rows that a product can read
 */
record AttentionOperand(Tensor x, Gemm gemm) {
    static AttentionOperand of(Tensor x) {
        return new AttentionOperand(
                AttentionInputs.readable(x), Kernels.active().gemm());
    }

    /** C = X B: B [w, cols], C [rows, cols]. */
    void times(int head, int first, int rows, int cols, MemorySegment s, long b, long c) {
        int w = x.size(3);
        gemm.gemm(
                false,
                false,
                rows,
                cols,
                w,
                x.segment(),
                at(head, first),
                distance(),
                s,
                b,
                QUERIES,
                s,
                c,
                QUERIES,
                false,
                Gemm.Epilogue.NONE);
    }

    /** C = X^T B, or with {@code more} C += X^T B: B [rows, cols], C [w, cols]. */
    void turnedTimes(int head, int first, int rows, int cols, MemorySegment s, long b, long c, boolean more) {
        int w = x.size(3);
        gemm.gemm(
                true,
                false,
                w,
                cols,
                rows,
                x.segment(),
                at(head, first),
                distance(),
                s,
                b,
                QUERIES,
                s,
                c,
                QUERIES,
                more,
                Gemm.Epilogue.NONE);
    }

    /** c = X a: a [w], c [rows]. */
    void dots(int head, int first, int rows, MemorySegment a, long ao, MemorySegment c, long co) {
        int w = x.size(3);
        gemm.gemm(
                false,
                true,
                1,
                rows,
                w,
                a,
                ao,
                Math.max(1, w),
                x.segment(),
                at(head, first),
                distance(),
                c,
                co,
                rows,
                false,
                Gemm.Epilogue.NONE);
    }

    /** c = X^T a, or with {@code more} c += X^T a: a [rows], c [w]. */
    void sum(int head, int first, int rows, MemorySegment a, long ao, MemorySegment c, long co, boolean more) {
        int w = x.size(3);
        gemm.gemm(
                false,
                false,
                1,
                w,
                rows,
                a,
                ao,
                rows,
                x.segment(),
                at(head, first),
                distance(),
                c,
                co,
                w,
                more,
                Gemm.Epilogue.NONE);
    }

    private long at(int head, int first) {
        return AttentionInputs.at(x, head) + (long) first * distance();
    }

    private int distance() {
        return AttentionInputs.rows(x);
    }
}
