package dev.merapi.bench;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the benchmarks share: the kernels in use, on one thread, over memory of the tensors' pool; three fresh JVMs, for C2's code
 * can be fast in one and slow in the next.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dmerapi.threads=1"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class KernelBenchmark {
    /** The kernels in use: {@code -jvmArgsAppend -Dmerapi.simd=scalar} measures the scalar twins. */
    protected static final Kernels KERNELS = Kernels.active();

    /** Standard normal numbers, other ones for each seed. */
    protected static Tensor normal(long seed, int... shape) {
        return RandomKey.of(seed).normal(shape);
    }

    /** The numbers of a shape such as {@code 128x768x768}. */
    protected static int[] sizes(String shape) {
        String[] parts = shape.split("x", -1);
        int[] sizes = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            sizes[i] = Integer.parseInt(parts[i]);
        }
        return sizes;
    }
}
