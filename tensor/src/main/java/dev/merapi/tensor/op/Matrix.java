package dev.merapi.tensor.op;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.GemmDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;

/**
 * The last two axes of a tensor as a product reads them: rows of unit stride {@code ld} apart, or, if transposed,
 * columns.
 */
record Matrix(Tensor tensor, boolean transposed, int ld) {
    /** The matrices of x as they lie; copied only if neither their rows nor their columns have unit stride. */
    static Matrix of(Tensor x) {
        int rows = x.size(-2);
        int cols = x.size(-1);
        if (isUnit(x.stride(-1), cols) && isStride(x.stride(-2), rows, cols)) {
            return new Matrix(x, false, rows == 1 ? Math.max(cols, 1) : x.stride(-2));
        }
        if (isUnit(x.stride(-2), rows) && isStride(x.stride(-1), cols, rows)) {
            return new Matrix(x, true, cols == 1 ? Math.max(rows, 1) : x.stride(-1));
        }
        return new Matrix(Contiguous.of(x), false, Math.max(cols, 1));
    }

    private static boolean isUnit(int stride, int length) {
        return stride == 1 || length == 1;
    }

    private static boolean isStride(int stride, int count, int length) {
        return stride >= length || count == 1;
    }

    /** C = op(A) op(B): the matrix of a at ao times the matrix of b at bo, into y [.., m, n] at yo. */
    static void multiply(int m, int n, int k, Matrix a, long ao, Matrix b, long bo, Tensor y, long yo) {
        multiply(m, n, k, a, ao, b, bo, y, yo, Gemm.Epilogue.NONE);
    }

    /** The same with an epilogue, which float64 has not. */
    static void multiply(
            int m, int n, int k, Matrix a, long ao, Matrix b, long bo, Tensor y, long yo, Gemm.Epilogue epilogue) {
        var as = a.tensor.segment();
        var bs = b.tensor.segment();
        boolean ta = a.transposed;
        boolean tb = b.transposed;
        if (y.dtype() == DType.FLOAT32) {
            var gemm = Kernels.active().gemm();
            gemm.gemm(ta, tb, m, n, k, as, ao, a.ld, bs, bo, b.ld, y.segment(), yo, n, false, epilogue);
        } else {
            GemmDouble.gemm(ta, tb, m, n, k, as, ao, a.ld, bs, bo, b.ld, y.segment(), yo, n, false);
        }
    }
}
