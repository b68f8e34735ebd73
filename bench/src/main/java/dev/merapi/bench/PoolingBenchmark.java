package dev.merapi.bench;

import dev.merapi.simd.Pooling;
import dev.merapi.simd.Pooling.Window;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Maxima and means of windows, and their gradients, over 64 planes. */
public class PoolingBenchmark extends KernelBenchmark {
    private static final int PLANES = 64;

    /** Height and width x window x stride x padding. */
    @Param({"30x2x2x0", "13x2x2x0", "112x3x2x1", "14x3x1x1"})
    public String shape;

    private final Pooling pooling = KERNELS.pooling();
    private Window s;
    private Tensor x;
    private Tensor y;
    private Tensor dx;

    /** Random planes; y stands in for its gradient too. */
    @Setup
    public void planes() {
        int[] v = sizes(shape);
        s = new Window(v[0], v[0], v[1], v[1], v[2], v[2], v[3], v[3]);
        x = normal(1, PLANES, s.h(), s.w());
        y = normal(2, PLANES, s.oh(), s.ow());
        dx = Tensor.zeros(PLANES, s.h(), s.w());
    }

    /** y = maxima. */
    @Benchmark
    public void max() {
        pooling.max(s, false, PLANES, x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** dx of the maxima. */
    @Benchmark
    public void maxGradient() {
        pooling.maxGradient(s, PLANES, x.segment(), x.offset(), y.segment(), y.offset(), dx.segment(), dx.offset());
    }

    /** y = means. */
    @Benchmark
    public void average() {
        pooling.average(s, PLANES, x.segment(), x.offset(), y.segment(), y.offset());
    }

    /** dx of the means. */
    @Benchmark
    public void averageGradient() {
        pooling.averageGradient(s, PLANES, y.segment(), y.offset(), dx.segment(), dx.offset());
    }
}
