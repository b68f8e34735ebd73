package dev.merapi.bench;

import dev.merapi.simd.Gemm.Epilogue;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** C = op(A) op(B), fp32: 2 m n k operations. */
public class GemmBenchmark extends KernelBenchmark {
    /** m x n x k. */
    @Param({
        "64x64x64",
        "127x129x131",
        "256x256x256",
        "512x512x512",
        "1000x1000x1000",
        "1024x1024x1024",
        "8x4096x4096",
        "128x768x768",
        "100000x64x64"
    })
    public String shape;

    /** Which input is stored transposed. */
    @Param({"nn", "nt", "tn"})
    public String stored;

    private boolean transA;
    private boolean transB;
    private int m;
    private int n;
    private int k;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Random matrices. */
    @Setup
    public void matrices() {
        int[] sizes = sizes(shape);
        m = sizes[0];
        n = sizes[1];
        k = sizes[2];
        transA = stored.charAt(0) == 't';
        transB = stored.charAt(1) == 't';
        a = normal(1, m, k);
        b = normal(2, k, n);
        c = Tensor.zeros(m, n);
    }

    /** c = op(a) op(b). */
    @Benchmark
    public void gemm() {
        KERNELS.gemm()
                .gemm(
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        a.segment(),
                        a.offset(),
                        transA ? m : k,
                        b.segment(),
                        b.offset(),
                        transB ? k : n,
                        c.segment(),
                        c.offset(),
                        n,
                        false,
                        Epilogue.NONE);
    }
}
