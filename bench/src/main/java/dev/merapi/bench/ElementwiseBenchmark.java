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

/** Functions of each element, sums and row-wise normalizations. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ElementwiseBenchmark {
    /** What to compute. */
    public enum Function {
        ADD,
        EXP,
        TANH,
        SIGMOID,
        GELU,
        GELU_TANH,
        SUM,
        SOFTMAX
    }

    /** The function. */
    @Param
    public Function function;

    /** Elements, in rows of 1000. */
    @Param({"100000", "10000000"})
    public int size;

    private Tensor x;
    private Tensor y;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        x = RandomKey.of(1).normal(size / 1000, 1000);
        y = RandomKey.of(2).normal(size / 1000, 1000);
    }

    /** f(x). */
    @Benchmark
    public float apply() {
        return Result.of(() -> switch (function) {
            case ADD -> x.add(y);
            case EXP -> x.exp();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case GELU -> x.gelu();
            case GELU_TANH -> x.geluTanh();
            case SUM -> x.sum();
            case SOFTMAX -> x.softmax(1);
        });
    }
}
