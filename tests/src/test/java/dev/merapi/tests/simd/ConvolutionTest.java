package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Convolution;
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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Both forms of {@link Convolution} give the bits that it defines, whatever the sizes, threads and other samples. */
@Tag("bits")
class ConvolutionTest {
    private static final List<Shape> DEEP = List.of(
            square(2, 70, 7, 9, 3, 1, 1),
            square(1, 130, 6, 13, 3, 2, 1),
            square(2, 3, 5, 600, 1, 1, 0),
            square(1, 2, 9, 1030, 2, 2, 1),
            square(3, 3, 40, 33, 3, 1, 1),
            square(9, 5, 31, 17, 3, 1, 0),
            square(20, 1, 47, 2, 2, 1, 0),
            square(7, 64, 6, 64, 3, 1, 0),
            square(70, 2, 1, 40, 1, 1, 0),
            new Shape(2, 40, 17, 15, 40, 3, 3, 1, 1, 1, 1, 1, 1, 40),
            new Shape(2, 24, 11, 37, 48, 5, 2, 2, 1, 2, 0, 1, 3, 3),
            depthwise(2, 40, 28, 1, 3, 1, 1),
            depthwise(1, 3, 130, 1, 3, 1, 1),
            depthwise(2, 5, 57, 2, 3, 2, 1),
            depthwise(1, 2, 75, 4, 5, 1, 2),
            depthwise(1, 2, 25, 1, 23, 1, 0),
            square(3, 64, 9, 40, 1, 1, 0),
            square(2, 40, 23, 64, 1, 1, 0));

    private static Shape square(int n, int c, int size, int o, int kernel, int stride, int pad) {
        return new Shape(n, c, size, size, o, kernel, kernel, stride, stride, pad, pad, 1, 1, 1);
    }

    private static Shape depthwise(int n, int c, int size, int multiplier, int kernel, int stride, int pad) {
        int o = c * multiplier;
        return new Shape(n, c, size, size, o, kernel, kernel, stride, stride, pad, pad, 1, 1, c);
    }

    private static List<Convolution> twins() {
        return Stream.concat(Stream.of(Kernels.scalar()), Kernels.vector().stream())
                .map(Kernels::convolution)
                .toList();
    }

    private record Axis(int size, int kernel, int stride, int pad, int dilation) {
        private boolean valid() {
            return size + 2 * pad > dilation * (kernel - 1);
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        var groups = Arbitraries.of(1, 1, 1, 2, 3);
        var channels = Arbitraries.integers().between(1, 9);
        var dense = shapes(groups, channels, Arbitraries.integers().between(1, 37), axes(4, 3, 3));
        var many = Arbitraries.integers().between(1, 9);
        var depthwise = shapes(many, Arbitraries.just(1), Arbitraries.integers().between(1, 5), axes(4, 3, 3));
        var square = shapes(
                many,
                Arbitraries.just(1),
                Arbitraries.of(1, 1, 2),
                Arbitraries.integers().between(1, 40).map(size -> new Axis(size, 3, 1, 1, 1)));
        var pointwise = shapes(
                groups,
                Arbitraries.integers().between(1, 40),
                Arbitraries.integers().between(1, 40),
                axes(1, 1, 0));
        return Arbitraries.oneOf(dense, depthwise, square, pointwise);
    }

    private static Arbitrary<Axis> axes(int kernel, int stride, int pad) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 35),
                        Arbitraries.integers().between(1, kernel),
                        Arbitraries.integers().between(1, stride),
                        Arbitraries.integers().between(0, pad),
                        Arbitraries.integers().between(1, 2))
                .as(Axis::new)
                .filter(Axis::valid);
    }

    /** Shapes of {@code c} channels and {@code o} results in each group. */
    private static Arbitrary<Shape> shapes(
            Arbitrary<Integer> groups, Arbitrary<Integer> c, Arbitrary<Integer> o, Arbitrary<Axis> axes) {
        return Combinators.combine(Arbitraries.of(0, 1, 2, 5), groups, c, o, axes, axes)
                .as((n, g, in, out, h, w) -> new Shape(
                        n,
                        g * in,
                        h.size,
                        w.size,
                        g * out,
                        h.kernel,
                        w.kernel,
                        h.stride,
                        w.stride,
                        h.pad,
                        w.pad,
                        h.dilation,
                        w.dilation,
                        g));
    }

    private static int sizeX(Shape s) {
        return s.n() * s.c() * s.h() * s.w();
    }

    private static int sizeY(Shape s) {
        return s.n() * s.o() * s.oh() * s.ow();
    }

    private static int sizeWeight(Shape s) {
        return s.o() * (s.c() / s.groups()) * s.kh() * s.kw();
    }

    /** The operands of a convolution and of its gradients. */
    private record Operands(
            Shape s, ImageData x, ImageData weight, ImageData bias, ImageData dy, Activation activation) {
        static Operands random(Shape s, long seed, boolean special) {
            var random = new Random(seed);
            return new Operands(
                    s,
                    ImageData.random(random, sizeX(s), special),
                    ImageData.random(random, sizeWeight(s), special),
                    ImageData.random(random, s.o(), special),
                    ImageData.random(random, sizeY(s), special),
                    random.nextBoolean() ? Activation.RELU : Activation.IDENTITY);
        }

        ImageData forward(Convolution kernel, boolean biased) {
            var y = ImageData.unset(sizeY(s), 5);
            var b = biased ? bias.segment() : MemorySegment.NULL;
            kernel.forward(
                    s,
                    x.segment(),
                    x.offset(),
                    weight.segment(),
                    weight.offset(),
                    b,
                    bias.offset(),
                    activation,
                    y.segment(),
                    y.offset());
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
    }

    private static void assertTwinsAgree(Operands a, boolean biased) {
        var scalar = Kernels.scalar().convolution();
        var y = a.forward(scalar, biased);
        var dx = a.inputGradient(scalar);
        var dw = a.weightGradient(scalar);
        for (var twin : twins()) {
            for (int threads = 1; threads <= 3; threads++) {
                String where = twin.getClass().getSimpleName() + " " + a.s + " on " + threads + " threads";
                Workers.withThreads(threads, () -> {
                    ImageData.assertSameBits(y, a.forward(twin, biased), "forward of " + where);
                    ImageData.assertSameBits(dx, a.inputGradient(twin), "input gradient of " + where);
                    ImageData.assertSameBits(dw, a.weightGradient(twin), "weight gradient of " + where);
                    return 0;
                });
            }
        }
    }

    @Property(tries = 300)
    void twinsGiveTheSameBits(
            @ForAll("shapes") Shape s, @ForAll long seed, @ForAll boolean special, @ForAll boolean biased) {
        assertTwinsAgree(Operands.random(s, seed, special), biased);
    }

    @Example
    void twinsGiveTheSameBitsWhereChainsHaveSeveralBlocks() {
        for (var s : DEEP) {
            assertTwinsAgree(Operands.random(s, 7, false), true);
        }
    }

    @Property(tries = 120)
    void sampleAloneHasTheBitsOfTheSampleInABatch(@ForAll("shapes") Shape s, @ForAll long seed) {
        var batch = Operands.random(s, seed, false);
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
            var y = batch.forward(twin, true);
            var dx = batch.inputGradient(twin);
            for (int i = 0; i < s.n(); i++) {
                var alone = new Operands(
                        one,
                        batch.x.part(i, sizeX(one)),
                        batch.weight,
                        batch.bias,
                        batch.dy.part(i, sizeY(one)),
                        batch.activation);
                ImageData.assertSameBits(y.part(i, sizeY(one)), alone.forward(twin, true), "forward of " + s);
                ImageData.assertSameBits(dx.part(i, sizeX(one)), alone.inputGradient(twin), "input gradient of " + s);
            }
        }
    }

    @Property(tries = 120)
    void resultsAreNearTheExactOnes(@ForAll("shapes") Shape s, @ForAll long seed) {
        var random = Operands.random(s, seed, false);
        var a = new Operands(s, random.x, random.weight, random.bias, random.dy, Activation.IDENTITY);
        var exact = Exact.of(s, a.x.toDouble(), a.weight.toDouble(), a.bias.toDouble(), a.dy.toDouble());
        var scale = Exact.of(s, a.x.magnitudes(), a.weight.magnitudes(), a.bias.magnitudes(), a.dy.magnitudes());
        int taps = s.kh() * s.kw();
        for (var twin : twins()) {
            int inputs = s.c() / s.groups();
            a.forward(twin, true).assertNear(exact.y, scale.y, inputs * taps + 2, "forward of " + s);
            int outputs = s.o() / s.groups();
            int steps = s.depthwise() ? outputs * taps : outputs + taps;
            a.inputGradient(twin).assertNear(exact.dx, scale.dx, steps + 2, "input gradient of " + s);
            int positions = s.n() * s.oh() * s.ow();
            a.weightGradient(twin).assertNear(exact.dw, scale.dw, positions + 2, "weight gradient of " + s);
        }
    }

    /** What {@link ConvolutionDouble} finds. */
    private record Exact(MemorySegment y, MemorySegment dx, MemorySegment dw) {
        static Exact of(Shape s, MemorySegment x, MemorySegment weight, MemorySegment bias, MemorySegment dy) {
            var y = doubles(sizeY(s));
            var dx = doubles(sizeX(s));
            var dw = doubles(sizeWeight(s));
            ConvolutionDouble.forward(s, x, 0, weight, 0, bias, 0, Activation.IDENTITY, y, 0);
            ConvolutionDouble.inputGradient(s, dy, 0, weight, 0, dx, 0);
            ConvolutionDouble.weightGradient(s, x, 0, dy, 0, dw, 0);
            return new Exact(y, dx, dw);
        }

        private static MemorySegment doubles(int n) {
            return Arena.ofAuto().allocate(Math.max(1L, n) * Double.BYTES, 64);
        }
    }

    /** The convolution is linear in x and in the weights, so {@code <y, dy> = <x, dx> = <weight, dw>}. */
    @Property(tries = 120)
    void gradientsAreAdjoints(@ForAll("shapes") Shape s, @ForAll long seed) {
        var a = Operands.random(s, seed, false);
        var zero = ImageData.unset(s.o(), 0);
        for (int i = 0; i < s.o(); i++) {
            zero.set(i, 0);
        }
        var exact = Exact.of(s, a.x.toDouble(), a.weight.toDouble(), zero.toDouble(), a.dy.toDouble());
        double result = dot(exact.y, a.dy);
        double bound = 1e-11 * (1 + sizeY(s) * (double) s.c() * s.kh() * s.kw());
        assertEquals(result, dot(exact.dx, a.x), bound, () -> "input gradient of " + s);
        assertEquals(result, dot(exact.dw, a.weight), bound, () -> "weight gradient of " + s);
    }

    private static double dot(MemorySegment a, ImageData b) {
        double sum = 0;
        for (int i = 0; i < b.size(); i++) {
            sum = Math.fma(a.getAtIndex(JAVA_DOUBLE, i), b.get(i), sum);
        }
        return sum;
    }

    @Example
    void nanWeightShowsInThePaddingToo() {
        var s = square(1, 1, 3, 1, 3, 1, 1);
        var a = Operands.random(s, 1, false);
        a.weight.set(0, Float.NaN);
        for (var twin : twins()) {
            var y = a.forward(twin, false);
            for (int i = 0; i < y.size(); i++) {
                assertEquals(Float.NaN, y.get(i), "corner weight NaN, result " + i);
            }
        }
    }

    @Example
    void reluKeepsNanAndMakesZeroPositive() {
        var s = square(1, 1, 1, 3, 1, 1, 0);
        var random = Operands.random(s, 1, false);
        var a = new Operands(s, random.x, random.weight, random.bias, random.dy, Activation.RELU);
        a.x.set(0, 1);
        a.weight.set(0, Float.NaN);
        a.weight.set(1, -1);
        a.weight.set(2, -Float.MIN_VALUE);
        a.bias.set(1, 0.5f);
        a.bias.set(2, 0);
        for (var twin : twins()) {
            var y = a.forward(twin, true);
            assertEquals(Float.NaN, y.get(0), "relu of NaN");
            assertEquals(0, Float.floatToRawIntBits(y.get(1)), "bits of relu of -0.5");
            assertEquals(0, Float.floatToRawIntBits(y.get(2)), "bits of relu of a negative number");
        }
    }
}
