package dev.merapi.bench;

import dev.merapi.simd.Gemm.Epilogue;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One row by a square matrix: 2 n^2 operations on 4 n^2 bytes, so bound by memory once the matrix leaves the caches. */
public class GemvBenchmark extends KernelBenchmark {
    /** Rows and columns of the matrix. */
    @Param({"64", "256", "1000", "4096"})
    public int n;

    /** Whether the matrix is stored transposed. */
    @Param({"false", "true"})
    public boolean transposed;

    private Tensor x;
    private Tensor matrix;
    private Tensor y;

    /** A random row and matrix. */
    @Setup
    public void numbers() {
        x = normal(1, n);
        matrix = normal(2, n, n);
        y = Tensor.zeros(n);
    }

    /** y = x op(matrix). */
    @Benchmark
    public void gemv() {
        KERNELS.gemm()
                .gemm(
                        false,
                        transposed,
                        1,
                        n,
                        n,
                        x.segment(),
                        x.offset(),
                        n,
                        matrix.segment(),
                        matrix.offset(),
                        n,
                        y.segment(),
                        y.offset(),
                        n,
                        false,
                        Epilogue.NONE);
    }
}
