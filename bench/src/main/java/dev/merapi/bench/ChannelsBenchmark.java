package dev.merapi.bench;

import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What batch norm does with its statistics, and its gradient. */
public class ChannelsBenchmark extends KernelBenchmark {
    /** Samples x channels x elements of a plane. */
    @Param({"32x64x1024", "32x512x16", "32x512x49", "128x512x1"})
    public String shape;

    private int planes;
    private int channels;
    private int size;
    private Tensor x;
    private Tensor dy;
    private Tensor y;
    private Tensor table;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        int[] sizes = sizes(shape);
        channels = sizes[1];
        planes = sizes[0] * channels;
        size = sizes[2];
        x = normal(1, planes, size);
        dy = normal(2, planes, size);
        y = Tensor.zeros(planes, size);
        table = normal(3, 4, channels);
    }

    /** y = (x - center) scale + shift. */
    @Benchmark
    public void affine() {
        var t = table.segment();
        long to = table.offset();
        KERNELS.normalization()
                .channelAffine(0, planes, channels, size, x.segment(), x.offset(), t, to, y.segment(), y.offset());
    }

    /** dx = (x - center) slope + dy scale + shift, into y. */
    @Benchmark
    public void gradient() {
        var g = dy.segment();
        var t = table.segment();
        long go = dy.offset();
        long to = table.offset();
        KERNELS.normalization()
                .channelGradient(
                        0, planes, channels, size, g, go, x.segment(), x.offset(), t, to, y.segment(), y.offset());
    }
}
