package dev.merapi.bench;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Random numbers. */
public class PhiloxBenchmark extends KernelBenchmark {
    private static final long KEY = 1;

    /** How many. */
    @Param({"1000", "100000", "10000000"})
    public int n;

    private Tensor y;
    private Tensor words;

    /** Room for them. */
    @Setup
    public void room() {
        y = Tensor.zeros(n);
        words = Tensor.zeros(n).to(DType.INT32);
    }

    /** Uniform in [0, 1). */
    @Benchmark
    public void uniform() {
        KERNELS.philox().uniform(KEY, 0, y.segment(), y.offset(), n);
    }

    /** Standard normal. */
    @Benchmark
    public void normal() {
        KERNELS.philox().normal(KEY, 0, y.segment(), y.offset(), n);
    }

    /** 32 bits each. */
    @Benchmark
    public void words() {
        KERNELS.philox().words(KEY, 0, words.segment(), words.offset(), n);
    }
}
