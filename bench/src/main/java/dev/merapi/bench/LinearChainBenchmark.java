package dev.merapi.bench;

import dev.merapi.simd.LinearChain;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One sequence of tags in a linear chain: the dynamic programs behind crf and viterbi. */
public class LinearChainBenchmark extends KernelBenchmark {
    /** Steps x tags. */
    @Param({"20x17", "60x17", "60x64"})
    public String shape;

    private int length;
    private Tensor x;
    private Tensor dx;
    private LinearChain chain;
    private int[] tags;

    /** Normal scores, and tags 0, 1, ... in turn. */
    @Setup
    public void sequence() {
        int[] sizes = sizes(shape);
        length = sizes[0];
        int k = sizes[1];
        tags = new int[length];
        Arrays.setAll(tags, i -> i % k);
        x = normal(1, length, k);
        dx = Tensor.zeros(length + k + 1, k);
        double[] edges = normal(2, k * k).toDoubleArray();
        chain = new LinearChain(
                true, edges, normal(3, k).toDoubleArray(), normal(4, k).toDoubleArray());
    }

    /** log of the sum over all sequences, minus the score of one. */
    @Benchmark
    public double loss() {
        return chain.loss(x.segment(), x.offset(), length, tags);
    }

    /** Its gradient, into dx. */
    @Benchmark
    public void gradient() {
        chain.gradient(1, x.segment(), x.offset(), length, tags, dx.segment(), dx.offset(), length);
    }

    /** The best tags, by Viterbi's algorithm. */
    @Benchmark
    public int[] best() {
        return chain.best(x.segment(), x.offset(), length);
    }
}
