package dev.merapi.bench;

import dev.merapi.simd.Normalization;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Softmax, its logarithm, and their gradients. */
public class SoftmaxBenchmark extends KernelBenchmark {
    /** Rows x columns. */
    @Param({"1000x10", "100x1000", "10000x1000", "2x50000"})
    public String shape;

    private final Normalization normalization = KERNELS.normalization();
    private int rows;
    private int cols;
    private Tensor x;
    private Tensor y;
    private Tensor dy;
    private Tensor dx;

    /** Normal numbers, and their softmax. */
    @Setup
    public void numbers() {
        int[] sizes = sizes(shape);
        rows = sizes[0];
        cols = sizes[1];
        x = normal(1, rows, cols);
        dy = normal(2, rows, cols);
        y = x.softmax(1);
        dx = Tensor.zeros(rows, cols);
    }

    /** y = softmax(x). */
    @Benchmark
    public void softmax() {
        normalization.softmax(rows, cols, x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** dx = y (dy - dot(dy, y)). */
    @Benchmark
    public void softmaxGradient() {
        normalization.softmaxGradient(
                rows, cols, dy.segment(), dy.offset(), y.segment(), y.offset(), dx.segment(), dx.offset());
    }

    /** y = log softmax(x). */
    @Benchmark
    public void logSoftmax() {
        normalization.logSoftmax(rows, cols, x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** dx = dy - exp(y) sum(dy). */
    @Benchmark
    public void logSoftmaxGradient() {
        normalization.logSoftmaxGradient(
                rows, cols, dy.segment(), dy.offset(), y.segment(), y.offset(), dx.segment(), dx.offset());
    }
}
