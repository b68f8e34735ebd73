package dev.merapi.bench;

import dev.merapi.simd.GemmDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** C = A B, fp64, square: 2 n^3 operations. */
public class GemmDoubleBenchmark extends KernelBenchmark {
    /** Rows, columns and depth. */
    @Param({"64", "256", "512"})
    public int n;

    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Random matrices. */
    @Setup
    public void matrices() {
        a = normal(1, n, n).to(DType.FLOAT64);
        b = normal(2, n, n).to(DType.FLOAT64);
        c = Tensor.zeros(n, n).to(DType.FLOAT64);
    }

    /** c = a b. */
    @Benchmark
    public void gemm() {
        GemmDouble.gemm(
                false,
                false,
                n,
                n,
                n,
                a.segment(),
                a.offset(),
                n,
                b.segment(),
                b.offset(),
                n,
                c.segment(),
                c.offset(),
                n,
                false);
    }
}
