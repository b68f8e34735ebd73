package dev.merapi.bench;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Scaled dot-product attention, its gradients, and a single query with its cache. */
public class AttentionBenchmark extends KernelBenchmark {
    /** Samples x heads x length x width. */
    @Param({"1x12x128x32", "8x6x256x64", "1x4x1024x64"})
    public String shape;

    private Tensor q;
    private Tensor k;
    private Tensor v;
    private Tensor last;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        int[] sizes = sizes(shape);
        q = normal(1, sizes);
        k = normal(2, sizes);
        v = normal(3, sizes);
        last = q.slice(2, sizes[2] - 1, sizes[2]);
    }

    /** Every query sees every key. */
    @Benchmark
    public float forward() {
        return Result.of(() -> q.attention(k, v, Options.DEFAULT));
    }

    /** Queries see what came before them. */
    @Benchmark
    public float causal() {
        return Result.of(() -> q.attention(k, v, Options.CAUSAL));
    }

    /** The same, and its gradients with regard to q, k and v. */
    @Benchmark
    public float causalAndBackward() {
        return Result.of(() -> Autograd.grad(
                        List.of(q, k, v),
                        () -> q.attention(k, v, Options.CAUSAL).sum())
                .of(q));
    }

    /** The last query of each head. */
    @Benchmark
    public float cached() {
        return Result.of(() -> last.attention(k, v, Options.DEFAULT.causal(Causal.LOWER_RIGHT)));
    }
}
