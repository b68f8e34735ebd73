package dev.merapi.bench;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What an operator costs beside its kernel: a chain of 100 through tensors and autograd, whose bookkeeping is on the heap. */
public class TinyOperatorsBenchmark extends KernelBenchmark {
    private static final int OPERATORS = 100;

    /** Elements. */
    @Param({"1", "16", "1000"})
    public int n;

    private Tensor x;
    private Tensor w;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        x = normal(1, n);
        w = normal(2, n);
    }

    /** The chain. */
    @Benchmark
    public float forward() {
        return Result.of(this::chain);
    }

    /** Its gradients with regard to x and w. */
    @Benchmark
    public float forwardAndBackward() {
        return Result.of(() -> Autograd.grad(List.of(x, w), this::chain).of(x));
    }

    private Tensor chain() {
        Tensor y = x;
        for (int i = 0; i < OPERATORS / 4; i++) {
            y = y.mul(w).add(x).tanh().relu();
        }
        return y.sum();
    }
}
