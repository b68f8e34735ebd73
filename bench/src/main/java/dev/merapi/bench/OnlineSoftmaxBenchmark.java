package dev.merapi.bench;

import static dev.merapi.simd.Attention.KEYS;
import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Attention;
import dev.merapi.simd.Copy;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** What attention does to one block of scores between its matrix products. */
public class OnlineSoftmaxBenchmark extends KernelBenchmark {
    private final Attention attention = KERNELS.attention();
    private final Copy copy = KERNELS.copy();
    private Tensor scores;
    private Tensor x;
    private Tensor dp;
    private Tensor state;
    private Tensor factor;
    private Tensor lse;

    /** Normal scores; a state as after a first block. */
    @Setup
    public void numbers() {
        scores = normal(1, KEYS, QUERIES);
        x = scores.add(0);
        dp = normal(2, KEYS, QUERIES);
        state = Tensor.ones(3, QUERIES);
        factor = normal(3, QUERIES).sigmoid();
        lse = Tensor.ones(QUERIES).mul(5);
    }

    /** Exponentials, maxima, sums and factors of a block; the scores are copied first, for it works in place. */
    @Benchmark
    public void softmax() {
        restore();
        attention.softmax(KEYS, QUERIES, x.segment(), x.offset(), state.segment(), state.offset());
    }

    /** The same of one query, and as many scores. */
    @Benchmark
    public void softmaxRow() {
        restore();
        attention.softmaxRow(KEYS * QUERIES, x.segment(), x.offset(), state.segment(), state.offset());
    }

    /** The copy alone. */
    @Benchmark
    public void restore() {
        copy.copy(4, scores.segment(), scores.offset(), 1, x.segment(), x.offset(), 1, KEYS * QUERIES);
    }

    /** Each column times its factor, after the copy. */
    @Benchmark
    public void scale() {
        restore();
        attention.scale(KEYS, QUERIES, x.segment(), x.offset(), factor.segment(), factor.offset());
    }

    /** Probabilities again and the scores' gradient, after the copy; that of the probabilities shrinks in place. */
    @Benchmark
    public void gradient() {
        restore();
        var l = lse.segment();
        var f = factor.segment();
        long lo = lse.offset();
        attention.gradient(
                KEYS, QUERIES, x.segment(), x.offset(), dp.segment(), dp.offset(), l, lo, f, factor.offset());
    }
}
