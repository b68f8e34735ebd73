package dev.merapi.bench;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/** 3 x 3 convolutions of a batch of 8: ResNet's four shapes, forward, and forward with both gradients. */
@org.openjdk.jmh.annotations.State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConvolutionBenchmark {
    /** Channels in and out x height and width. */
    @Param({"64x56", "128x28", "256x14", "512x7"})
    public String shape;

    private Conv2d layer;
    private Tensor x;
    private List<Tensor> sources;

    /** Random images and weights. */
    @Setup
    public void images() {
        int channels = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
        int side = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        x = RandomKey.of(1).normal(8, channels, side, side);
        layer = Conv2d.of(channels, channels, 3, Options.DEFAULT.padding(1), RandomKey.of(2));
        sources = new ArrayList<>(State.of(layer).parameters().values());
        sources.add(x);
    }

    /** y = conv(x). */
    @Benchmark
    public float forward() {
        return Result.of(() -> layer.forward(x));
    }

    /** The gradients of sum(conv(x)) with regard to x, weight and bias. */
    @Benchmark
    public float forwardAndBackward() {
        return Result.of(
                () -> Autograd.grad(sources, () -> layer.forward(x).sum()).of(x));
    }
}
