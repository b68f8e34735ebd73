package dev.merapi.bench;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Square matrix products; 2 n^3 operations each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBenchmark {
    /** Rows, columns and depth. */
    @Param({"64", "256", "512", "1024"})
    public int n;

    /** Which input is stored transposed. */
    @Param({"nn", "nt", "tn"})
    public String stored;

    private Tensor a;
    private Tensor b;

    /** Random matrices. */
    @Setup
    public void matrices() {
        Tensor x = RandomKey.of(1).normal(n, n);
        Tensor y = RandomKey.of(2).normal(n, n);
        a = stored.charAt(0) == 't' ? x.t() : x;
        b = stored.charAt(1) == 't' ? y.t() : y;
    }

    /** c = a b. */
    @Benchmark
    public float matmul() {
        return Result.of(() -> a.matmul(b));
    }
}
