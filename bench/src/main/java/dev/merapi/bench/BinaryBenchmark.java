package dev.merapi.bench;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** y = f(a, b), each function. */
public class BinaryBenchmark extends KernelBenchmark {
    /** f. */
    @Param
    public Binary function;

    /** Elements: in the first level's cache, in the second's, and in memory. */
    @Param({"4000", "100000", "10000000"})
    public int n;

    private Tensor a;
    private Tensor b;
    private Tensor y;

    /** Positive numbers, which every function takes. */
    @Setup
    public void numbers() {
        a = normal(1, n).abs();
        b = normal(2, n).abs();
        y = Tensor.zeros(n);
    }

    /** y = f(a, b). */
    @Benchmark
    public void binary() {
        KERNELS.elementwise()
                .binary(function, a.segment(), a.offset(), 1, b.segment(), b.offset(), 1, y.segment(), y.offset(), n);
    }

    /** y = f(a, b[0]). */
    @Benchmark
    public void binaryWithOne() {
        KERNELS.elementwise()
                .binary(function, a.segment(), a.offset(), 1, b.segment(), b.offset(), 0, y.segment(), y.offset(), n);
    }
}
