package dev.merapi.bench;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A tensor from a pooled block, and its release by its scope: alone, and ({@code -t 2}) while others do the same. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AllocationBenchmark {
    private static final int TENSORS = 32;

    /** Floats in a tensor. */
    @Param({"16", "65536"})
    public int size;

    private Spec spec;

    /** The shape. */
    @Setup
    public void shape() {
        spec = new Spec(DType.FLOAT32, Shape.of(size));
    }

    /** Makes tensors and gives them back: the time of one. */
    @Benchmark
    @OperationsPerInvocation(TENSORS)
    public void allocateAndRelease(Blackhole hole) {
        try (var _ = dev.merapi.tensor.Scope.open()) {
            for (int i = 0; i < TENSORS; i++) {
                hole.consume(Tensor.allocate(spec));
            }
        }
    }
}
