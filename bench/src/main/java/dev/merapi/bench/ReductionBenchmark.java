package dev.merapi.bench;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.Reduction.Fold;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Folds of runs and of columns. */
public class ReductionBenchmark extends KernelBenchmark {
    private static final int COLUMNS = 1000;

    /** Elements: in the first level's cache, in the second's, and in memory. */
    @Param({"4000", "100000", "10000000"})
    public int n;

    private final Reduction reduction = KERNELS.reduction();
    private Tensor x;
    private Tensor z;
    private Tensor y;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        x = normal(1, n);
        z = normal(2, n);
        y = Tensor.zeros(n);
    }

    /** Sum of x. */
    @Benchmark
    public float sum() {
        return reduction.fold(Fold.SUM, x.segment(), x.offset(), n);
    }

    /** Product of x. */
    @Benchmark
    public float product() {
        return reduction.fold(Fold.PROD, x.segment(), x.offset(), n);
    }

    /** Maximum of x. */
    @Benchmark
    public float maximum() {
        return reduction.fold(Fold.MAX, x.segment(), x.offset(), n);
    }

    /** Minimum of x. */
    @Benchmark
    public float minimum() {
        return reduction.fold(Fold.MIN, x.segment(), x.offset(), n);
    }

    /** Sum of x z. */
    @Benchmark
    public float dot() {
        return reduction.dot(x.segment(), x.offset(), z.segment(), z.offset(), n);
    }

    /** Sum of (x - 1/2)^2. */
    @Benchmark
    public float squaredDistance() {
        return reduction.squaredDistance(x.segment(), x.offset(), 0.5f, n);
    }

    /** Sum of z (x - 1/2). */
    @Benchmark
    public float centeredDot() {
        return reduction.centeredDot(z.segment(), z.offset(), x.segment(), x.offset(), 0.5f, n);
    }

    /** y = sums of the blocks of x. */
    @Benchmark
    public void sumBlocks() {
        reduction.foldBlocks(Fold.SUM, x.segment(), x.offset(), n, y.segment(), y.offset());
    }

    /** Sums of the columns of x as rows of 1000. */
    @Benchmark
    public void sumColumns() {
        columns(Fold.SUM);
    }

    /** Maxima of the columns of x as rows of 1000. */
    @Benchmark
    public void maximumColumns() {
        columns(Fold.MAX);
    }

    private void columns(Fold f) {
        reduction.foldColumns(f, n / COLUMNS, COLUMNS, x.segment(), x.offset(), COLUMNS, y.segment(), y.offset());
    }

    /** Where x is largest. */
    @Benchmark
    public int argmax() {
        return reduction.argmax(x.segment(), x.offset(), n);
    }

    /** Where x is smallest. */
    @Benchmark
    public int argmin() {
        return reduction.argmin(x.segment(), x.offset(), n);
    }

    /** y = sums of x so far. */
    @Benchmark
    public void cumsum() {
        reduction.cumsum(x.segment(), x.offset(), y.segment(), y.offset(), n);
    }
}
