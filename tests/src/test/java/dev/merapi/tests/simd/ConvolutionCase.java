package dev.merapi.tests.simd;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Convolution.Epilogue;
import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.ConvolutionDouble;
import dev.merapi.simd.Gemm.Activation;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The operands of a convolution and of its gradients. */
record ConvolutionCase(Shape s, ImageData x, ImageData weight, ImageData bias, ImageData dy, Activation activation) {
    static ConvolutionCase random(Shape s, long seed, boolean special) {
        var random = new Random(seed);
        return new ConvolutionCase(
                s,
                ImageData.random(random, sizeX(s), special),
                ImageData.random(random, sizeWeight(s), special),
                ImageData.random(random, s.o(), special),
                ImageData.random(random, sizeY(s), special),
                random.nextBoolean() ? Activation.RELU : Activation.IDENTITY);
    }

    ImageData forward(Convolution kernel, boolean biased) {
        return forward(kernel, Epilogue.of(bias(biased), bias.offset(), activation));
    }

    private MemorySegment bias(boolean biased) {
        return biased ? bias.segment() : MemorySegment.NULL;
    }

    private ImageData forward(Convolution kernel, Epilogue epilogue) {
        var y = ImageData.unset(sizeY(s), 5);
        kernel.forward(
                s, x.segment(), x.offset(), weight.segment(), weight.offset(), epilogue, y.segment(), y.offset());
        return y;
    }

    /** With dy for the addend. */
    private ImageData forwardWithAddend(Convolution kernel, boolean biased) {
        return forward(kernel, new Epilogue(bias(biased), bias.offset(), dy.segment(), dy.offset(), activation));
    }

    private ImageData packedWithAddend(Convolution kernel, boolean biased) {
        var packed = ImageData.unset(sizeWeight(s), 9);
        int depth = s.c() * s.kh() * s.kw();
        for (int i = 0; i < packed.size(); i++) {
            int o = i / (depth * Convolution.BLOCK) * Convolution.BLOCK + i % Convolution.BLOCK;
            packed.set(i, weight.get(o * depth + i / Convolution.BLOCK % depth));
        }
        var y = ImageData.unset(sizeY(s), 5);
        var epilogue = new Epilogue(bias(biased), bias.offset(), dy.segment(), dy.offset(), activation);
        kernel.forwardPacked(
                s, x.segment(), x.offset(), packed.segment(), packed.offset(), epilogue, y.segment(), y.offset());
        return y;
    }

    /** The same as sums that are stored first: dy is added to them, and to that the activation applied. */
    private ImageData inThreeSteps(Convolution kernel, boolean biased) {
        var y = forward(kernel, Epilogue.of(bias(biased), bias.offset(), Activation.IDENTITY));
        for (int i = 0; i < y.size(); i++) {
            float z = y.get(i) + dy.get(i);
            y.set(i, activation == Activation.RELU && z <= 0 ? 0 : z);
        }
        return y;
    }

    ImageData inputGradient(Convolution kernel) {
        var dx = ImageData.unset(sizeX(s), 3);
        kernel.inputGradient(
                s, dy.segment(), dy.offset(), weight.segment(), weight.offset(), dx.segment(), dx.offset());
        return dx;
    }

    ImageData weightGradient(Convolution kernel) {
        var dw = ImageData.unset(sizeWeight(s), 7);
        kernel.weightGradient(s, x.segment(), x.offset(), dy.segment(), dy.offset(), dw.segment(), dw.offset());
        return dw;
    }

    static int sizeX(Shape s) {
        return s.n() * s.c() * s.h() * s.w();
    }

    static int sizeY(Shape s) {
        return s.n() * s.o() * s.oh() * s.ow();
    }

    static int sizeWeight(Shape s) {
        return s.o() * (s.c() / s.groups()) * s.kh() * s.kw();
    }

    static List<Convolution> twins() {
        return Stream.concat(Stream.of(Kernels.scalar()), Kernels.vector().stream())
                .map(Kernels::convolution)
                .toList();
    }

    /** Every kernel on one to three threads gives the bits of the scalar one. */
    void assertTwinsAgree(boolean biased) {
        var scalar = Kernels.scalar().convolution();
        var y = forward(scalar, biased);
        var sum = inThreeSteps(scalar, biased);
        var dx = inputGradient(scalar);
        var dw = weightGradient(scalar);
        for (var twin : twins()) {
            for (int threads = 1; threads <= 3; threads++) {
                String where = twin.getClass().getSimpleName() + " " + s + " on " + threads + " threads";
                Workers.withThreads(threads, () -> {
                    ImageData.assertSameBits(y, forward(twin, biased), "forward of " + where);
                    ImageData.assertSameBits(sum, forwardWithAddend(twin, biased), "forward with addend of " + where);
                    if (s.groups() == 1 && s.o() % Convolution.BLOCK == 0) {
                        ImageData.assertSameBits(sum, packedWithAddend(twin, biased), "forwardPacked of " + where);
                    }
                    ImageData.assertSameBits(dx, inputGradient(twin), "input gradient of " + where);
                    ImageData.assertSameBits(dw, weightGradient(twin), "weight gradient of " + where);
                    return 0;
                });
            }
        }
    }

    /** Each sample alone has the bits that it has in the batch. */
    void assertAloneAsInBatch() {
        var one = new Shape(
                1,
                s.c(),
                s.h(),
                s.w(),
                s.o(),
                s.kh(),
                s.kw(),
                s.strideH(),
                s.strideW(),
                s.padH(),
                s.padW(),
                s.dilationH(),
                s.dilationW(),
                s.groups());
        for (var twin : twins()) {
            var y = forward(twin, true);
            var dx = inputGradient(twin);
            for (int i = 0; i < s.n(); i++) {
                var alone = new ConvolutionCase(
                        one, x.part(i, sizeX(one)), weight, bias, dy.part(i, sizeY(one)), activation);
                ImageData.assertSameBits(y.part(i, sizeY(one)), alone.forward(twin, true), "forward of " + s);
                ImageData.assertSameBits(dx.part(i, sizeX(one)), alone.inputGradient(twin), "input gradient of " + s);
            }
        }
    }

    /** What {@link ConvolutionDouble} finds. */
    record Exact(MemorySegment y, MemorySegment dx, MemorySegment dw) {
        static Exact of(Shape s, MemorySegment x, MemorySegment weight, MemorySegment bias, MemorySegment dy) {
            var y = doubles(sizeY(s));
            var dx = doubles(sizeX(s));
            var dw = doubles(sizeWeight(s));
            ConvolutionDouble.forward(s, x, 0, weight, 0, Epilogue.of(bias, 0, Activation.IDENTITY), y, 0);
            ConvolutionDouble.inputGradient(s, dy, 0, weight, 0, dx, 0);
            ConvolutionDouble.weightGradient(s, x, 0, dy, 0, dw, 0);
            return new Exact(y, dx, dw);
        }

        private static MemorySegment doubles(int n) {
            return Arena.ofAuto().allocate(Math.max(1L, n) * Double.BYTES, 64);
        }
    }
}
