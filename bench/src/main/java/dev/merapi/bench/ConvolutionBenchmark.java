package dev.merapi.bench;

import dev.merapi.simd.Convolution.Epilogue;
import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Gemm.Activation;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Convolutions and their two gradients, each 2 n o oh ow (c / groups) kh kw operations. */
public class ConvolutionBenchmark extends KernelBenchmark {
    /** Channels in x out x kernel x stride x padding x height and width x groups: ResNet's shapes. */
    @Param({
        "64x64x3x1x1x56x1",
        "128x128x3x1x1x28x1",
        "256x256x3x1x1x14x1",
        "512x512x3x1x1x7x1",
        "3x64x7x2x3x224x1",
        "64x256x1x1x0x56x1",
        "256x256x3x1x1x28x256"
    })
    public String shape;

    /** Images. */
    @Param({"1", "8"})
    public int batch;

    private Shape s;
    private Tensor x;
    private Tensor weight;
    private Tensor packed;
    private Tensor bias;
    private Tensor addend;
    private Tensor y;
    private Tensor dx;
    private Tensor dw;

    /** Random images and weights; y stands in for its gradient too. */
    @Setup
    public void images() {
        int[] v = sizes(shape);
        s = new Shape(batch, v[0], v[5], v[5], v[1], v[2], v[2], v[3], v[3], v[4], v[4], 1, 1, v[6]);
        x = normal(1, batch, s.c(), s.h(), s.w());
        weight = normal(2, s.o(), s.c() / s.groups(), s.kh(), s.kw());
        packed = s.groups() == 1 ? weight.packConv2d() : normal(2, s.o(), s.c(), s.kh(), s.kw());
        bias = normal(3, s.o());
        y = normal(4, batch, s.o(), s.oh(), s.ow());
        addend = normal(5, batch, s.o(), s.oh(), s.ow());
        dx = Tensor.zeros(batch, s.c(), s.h(), s.w());
        dw = Tensor.zeros(s.o(), s.c() / s.groups(), s.kh(), s.kw());
    }

    /** y = relu(x * weight + bias). */
    @Benchmark
    public void forward() {
        forward(Epilogue.of(bias.segment(), bias.offset(), Activation.RELU));
    }

    /** y = relu((x * weight + bias) + addend). */
    @Benchmark
    public void forwardWithAddend() {
        forward(new Epilogue(bias.segment(), bias.offset(), addend.segment(), addend.offset(), Activation.RELU));
    }

    private void forward(Epilogue epilogue) {
        KERNELS.convolution()
                .forward(
                        s,
                        x.segment(),
                        x.offset(),
                        weight.segment(),
                        weight.offset(),
                        epilogue,
                        y.segment(),
                        y.offset());
    }

    /** y = relu(x * weight + bias) with packed weights; of shapes with one group. */
    @Benchmark
    public void forwardPacked() {
        Epilogue epilogue = Epilogue.of(bias.segment(), bias.offset(), Activation.RELU);
        KERNELS.convolution()
                .forwardPacked(
                        s,
                        x.segment(),
                        x.offset(),
                        packed.segment(),
                        packed.offset(),
                        epilogue,
                        y.segment(),
                        y.offset());
    }

    /** dx from dy and weight. */
    @Benchmark
    public void inputGradient() {
        KERNELS.convolution()
                .inputGradient(
                        s, y.segment(), y.offset(), weight.segment(), weight.offset(), dx.segment(), dx.offset());
    }

    /** dweight from x and dy. */
    @Benchmark
    public void weightGradient() {
        KERNELS.convolution()
                .weightGradient(s, x.segment(), x.offset(), y.segment(), y.offset(), dw.segment(), dw.offset());
    }
}
