package dev.merapi.bench;

import dev.merapi.simd.Ctc;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Connectionist temporal classification of one sample: the dynamic programs behind ctcLoss. */
public class CtcBenchmark extends KernelBenchmark {
    /** Frames x classes x labels. */
    @Param({"60x11x5", "200x30x40"})
    public String shape;

    private int frames;
    private Tensor x;
    private Tensor dx;
    private Ctc ctc;

    /** Log-probabilities, and labels 1, 2, ... in turn. */
    @Setup
    public void sample() {
        int[] sizes = sizes(shape);
        frames = sizes[0];
        int classes = sizes[1];
        int[] target = new int[sizes[2]];
        Arrays.setAll(target, i -> 1 + i % (classes - 1));
        x = normal(1, frames, classes).logSoftmax(1);
        dx = Tensor.zeros(frames, classes);
        ctc = new Ctc(true, x.segment(), x.offset(), frames, classes, target, 0);
    }

    /** -log of the probability of all paths. */
    @Benchmark
    public double loss() {
        return ctc.loss();
    }

    /** Its gradient, into dx. */
    @Benchmark
    public void gradient() {
        ctc.gradient(1, false, dx.segment(), dx.offset(), frames);
    }
}
