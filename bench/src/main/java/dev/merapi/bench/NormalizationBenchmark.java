package dev.merapi.bench;

import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Layer norm with and without weight and bias, RMS norm, and their gradients. */
public class NormalizationBenchmark extends KernelBenchmark {
    private static final float EPS = 1e-5f;

    /** Rows x columns. */
    @Param({"1000x64", "100x1000", "10000x1000", "2x50000"})
    public String shape;

    private int rows;
    private int cols;
    private Tensor x;
    private Tensor dy;
    private Tensor y;
    private Tensor weight;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        int[] sizes = sizes(shape);
        rows = sizes[0];
        cols = sizes[1];
        x = normal(1, rows, cols);
        dy = normal(2, rows, cols);
        y = Tensor.zeros(rows, cols);
        weight = normal(3, cols);
    }

    /** y = (x - mean) / deviation. */
    @Benchmark
    public void standardize() {
        KERNELS.normalization().standardize(rows, cols, EPS, x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** Its gradient, into y. */
    @Benchmark
    public void standardizeGradient() {
        KERNELS.normalization()
                .standardizeGradient(
                        rows, cols, EPS, dy.segment(), dy.offset(), x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** y = (x - mean) / deviation, times the weight, plus a bias (the weight once more). */
    @Benchmark
    public void layerNorm() {
        var w = weight.segment();
        long wo = weight.offset();
        KERNELS.normalization()
                .layerNorm(rows, cols, EPS, x.segment(), x.offset(), w, wo, w, wo, y.segment(), y.offset());
    }

    /** Its gradient, into y. */
    @Benchmark
    public void layerNormGradient() {
        var g = dy.segment();
        var w = weight.segment();
        long go = dy.offset();
        long wo = weight.offset();
        KERNELS.normalization()
                .layerNormGradient(rows, cols, EPS, g, go, x.segment(), x.offset(), w, wo, y.segment(), y.offset());
    }

    /** y = x / root mean square, times the weight. */
    @Benchmark
    public void rmsNorm() {
        var w = weight.segment();
        KERNELS.normalization()
                .rmsNorm(rows, cols, EPS, x.segment(), x.offset(), w, weight.offset(), 1, y.segment(), y.offset());
    }

    /** Its gradient, into y. */
    @Benchmark
    public void rmsNormGradient() {
        var g = dy.segment();
        var w = weight.segment();
        long go = dy.offset();
        long wo = weight.offset();
        KERNELS.normalization()
                .rmsNormGradient(rows, cols, EPS, g, go, x.segment(), x.offset(), w, wo, 1, y.segment(), y.offset());
    }
}
