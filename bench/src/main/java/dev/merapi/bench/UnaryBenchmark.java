package dev.merapi.bench;

import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** y = f(x), each function. */
public class UnaryBenchmark extends KernelBenchmark {
    /** f. */
    @Param
    public Unary function;

    /** Elements: in the first level's cache, in the second's, and in memory. */
    @Param({"4000", "100000", "10000000"})
    public int n;

    private Tensor x;
    private Tensor y;

    /** Positive numbers, which every function takes. */
    @Setup
    public void numbers() {
        x = normal(1, n).abs();
        y = Tensor.zeros(n);
    }

    /** y = f(x). */
    @Benchmark
    public void unary() {
        KERNELS.elementwise().unary(function, x.segment(), x.offset(), y.segment(), y.offset(), n);
    }
}
