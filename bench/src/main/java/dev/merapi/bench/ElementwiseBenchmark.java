package dev.merapi.bench;

import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The elementwise kernels that are no functions of one or two arguments alone. */
public class ElementwiseBenchmark extends KernelBenchmark {
    /** Elements: in the first level's cache, in the second's, and in memory. */
    @Param({"4000", "100000", "10000000"})
    public int n;

    private Tensor a;
    private Tensor b;
    private Tensor y;
    private Tensor flags;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        a = normal(1, n);
        b = normal(2, n);
        y = Tensor.zeros(n);
        flags = Tensor.zeros(n).to(DType.BOOL);
        compare();
    }

    /** flags = a < b. */
    @Benchmark
    public void compare() {
        KERNELS.elementwise()
                .compare(
                        Comparison.LT,
                        a.segment(),
                        a.offset(),
                        1,
                        b.segment(),
                        b.offset(),
                        1,
                        flags.segment(),
                        flags.offset(),
                        n);
    }

    /** y = flags ? a : b. */
    @Benchmark
    public void where() {
        KERNELS.elementwise()
                .where(
                        flags.segment(),
                        flags.offset(),
                        a.segment(),
                        a.offset(),
                        1,
                        b.segment(),
                        b.offset(),
                        1,
                        y.segment(),
                        y.offset(),
                        n);
    }

    /** y = 2 a + 1. */
    @Benchmark
    public void affine() {
        KERNELS.elementwise().affine(a.segment(), a.offset(), 2f, 1f, y.segment(), y.offset(), n);
    }

    /** y = a within [-1, 1]. */
    @Benchmark
    public void clamp() {
        KERNELS.elementwise().clamp(a.segment(), a.offset(), -1f, 1f, y.segment(), y.offset(), n);
    }

    /** y += a / 2^40: y stays finite. */
    @Benchmark
    public void axpy() {
        KERNELS.elementwise().axpy(0x1p-40f, a.segment(), a.offset(), y.segment(), y.offset(), n);
    }
}
