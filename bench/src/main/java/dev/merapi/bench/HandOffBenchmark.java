package dev.merapi.bench;

import dev.merapi.simd.Workers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A loop of two chunks over two threads while the team is busy: each chunk waits for the other to have begun, so the time
 * is that of handing one over and of coming back. Needs two free cores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandOffBenchmark {
    private final AtomicInteger arrivals = new AtomicInteger();

    /** Over and back. */
    @Benchmark
    public void handOff() {
        Workers.withThreads(2, () -> {
            Workers.forRange(2, 1, (from, to) -> meet());
            return true;
        });
    }

    /** The first of a pair waits for the second. */
    private void meet() {
        int ticket = arrivals.incrementAndGet();
        while (ticket % 2 != 0 && arrivals.get() == ticket) {
            Thread.onSpinWait();
        }
    }
}
