package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Gemm.Activation;
import java.lang.foreign.MemorySegment;
import java.util.List;
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
            square(3, 3, 30, 8, 3, 1, 0),
            square(5, 3, 21, 24, 3, 2, 1),
            square(2, 3, 5, 16, 3, 1, 3),
            new Shape(2, 3, 14, 47, 8, 3, 3, 2, 3, 0, 2, 3, 1, 1),
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
            square(2, 40, 23, 64, 1, 1, 0),
            square(2, 40, 23, 64, 1, 2, 0),
            square(1, 600, 7, 130, 1, 1, 0),
            square(3, 70, 9, 80, 3, 2, 1),
            square(9, 513, 7, 64, 1, 1, 0),
            square(1, 140, 14, 96, 3, 1, 1),
            square(2, 131, 5, 224, 3, 1, 1),
            square(2, 60, 29, 64, 3, 2, 1),
            square(1, 60, 58, 32, 3, 2, 1),
            square(2, 1030, 15, 32, 1, 2, 0),
            new Shape(3, 24, 9, 14, 30, 1, 1, 1, 3, 0, 0, 1, 1, 2));

    private static Shape square(int n, int c, int size, int o, int kernel, int stride, int pad) {
        return new Shape(n, c, size, size, o, kernel, kernel, stride, stride, pad, pad, 1, 1, 1);
    }

    private static Shape depthwise(int n, int c, int size, int multiplier, int kernel, int stride, int pad) {
        int o = c * multiplier;
        return new Shape(n, c, size, size, o, kernel, kernel, stride, stride, pad, pad, 1, 1, c);
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
        var packed = shapes(Arbitraries.just(1), channels, Arbitraries.of(32, 64, 96), axes(4, 3, 3));
        return Arbitraries.oneOf(dense, depthwise, square, pointwise, packed);
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

    @Property(tries = 300)
    void twinsGiveTheSameBits(
            @ForAll("shapes") Shape s, @ForAll long seed, @ForAll boolean special, @ForAll boolean biased) {
        ConvolutionCase.random(s, seed, special).assertTwinsAgree(biased);
    }

    @Example
    void twinsGiveTheSameBitsWhereChainsHaveSeveralBlocks() {
        for (var s : DEEP) {
            ConvolutionCase.random(s, 7, false).assertTwinsAgree(true);
        }
    }

    @Property(tries = 120)
    void sampleAloneHasTheBitsOfTheSampleInABatch(@ForAll("shapes") Shape s, @ForAll long seed) {
        ConvolutionCase.random(s, seed, false).assertAloneAsInBatch();
    }

    @Property(tries = 120)
    void resultsAreNearTheExactOnes(@ForAll("shapes") Shape s, @ForAll long seed) {
        var random = ConvolutionCase.random(s, seed, false);
        var a = new ConvolutionCase(s, random.x(), random.weight(), random.bias(), random.dy(), Activation.IDENTITY);
        var exact = ConvolutionCase.Exact.of(
                s, a.x().toDouble(), a.weight().toDouble(), a.bias().toDouble(), a.dy().toDouble());
        var scale = ConvolutionCase.Exact.of(
                s, a.x().magnitudes(), a.weight().magnitudes(), a.bias().magnitudes(), a.dy().magnitudes());
        int taps = s.kh() * s.kw();
        for (var twin : ConvolutionCase.twins()) {
            int inputs = s.c() / s.groups();
            a.forward(twin, true).assertNear(exact.y(), scale.y(), inputs * taps + 2, "forward of " + s);
            int outputs = s.o() / s.groups();
            int steps = s.depthwise() ? outputs * taps : outputs + taps;
            a.inputGradient(twin).assertNear(exact.dx(), scale.dx(), steps + 2, "input gradient of " + s);
            int positions = s.n() * s.oh() * s.ow();
            a.weightGradient(twin).assertNear(exact.dw(), scale.dw(), positions + 2, "weight gradient of " + s);
        }
    }

    /** The convolution is linear in x and in the weights, so {@code <y, dy> = <x, dx> = <weight, dw>}. */
    @Property(tries = 120)
    void gradientsAreAdjoints(@ForAll("shapes") Shape s, @ForAll long seed) {
        var a = ConvolutionCase.random(s, seed, false);
        var zero = ImageData.unset(s.o(), 0);
        for (int i = 0; i < s.o(); i++) {
            zero.set(i, 0);
        }
        var exact = ConvolutionCase.Exact.of(
                s, a.x().toDouble(), a.weight().toDouble(), zero.toDouble(), a.dy().toDouble());
        double result = dot(exact.y(), a.dy());
        double bound = 1e-11 * (1 + ConvolutionCase.sizeY(s) * (double) s.c() * s.kh() * s.kw());
        assertEquals(result, dot(exact.dx(), a.x()), bound, () -> "input gradient of " + s);
        assertEquals(result, dot(exact.dw(), a.weight()), bound, () -> "weight gradient of " + s);
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
        var a = ConvolutionCase.random(s, 1, false);
        a.weight().set(0, Float.NaN);
        for (var twin : ConvolutionCase.twins()) {
            var y = a.forward(twin, false);
            for (int i = 0; i < y.size(); i++) {
                assertEquals(Float.NaN, y.get(i), "corner weight NaN, result " + i);
            }
        }
    }

    @Example
    void reluKeepsNanAndMakesZeroPositive() {
        var s = square(1, 1, 1, 3, 1, 1, 0);
        var random = ConvolutionCase.random(s, 1, false);
        var a = new ConvolutionCase(s, random.x(), random.weight(), random.bias(), random.dy(), Activation.RELU);
        a.x().set(0, 1);
        a.weight().set(0, Float.NaN);
        a.weight().set(1, -1);
        a.weight().set(2, -Float.MIN_VALUE);
        a.bias().set(1, 0.5f);
        a.bias().set(2, 0);
        for (var twin : ConvolutionCase.twins()) {
            var y = a.forward(twin, true);
            assertEquals(Float.NaN, y.get(0), "relu of NaN");
            assertEquals(0, Float.floatToRawIntBits(y.get(1)), "bits of relu of -0.5");
            assertEquals(0, Float.floatToRawIntBits(y.get(2)), "bits of relu of a negative number");
        }
    }
}
