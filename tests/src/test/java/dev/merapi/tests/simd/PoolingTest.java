package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Pooling;
import dev.merapi.simd.Pooling.Window;
import dev.merapi.simd.PoolingDouble;
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
import net.jqwik.api.constraints.IntRange;

/** Both forms of {@link Pooling} give the bits that it defines. */
@Tag("bits")
class PoolingTest {
    private static List<Pooling> twins() {
        return Stream.concat(Stream.of(Kernels.scalar()), Kernels.vector().stream())
                .map(Kernels::pooling)
                .toList();
    }

    @Provide
    Arbitrary<Window> windows() {
        var kernel = Arbitraries.integers().between(1, 4);
        var side = Arbitraries.integers().between(4, 75);
        var stride = Arbitraries.integers().between(1, 3);
        return Combinators.combine(
                        side,
                        side,
                        kernel,
                        kernel,
                        stride,
                        stride,
                        Arbitraries.integers().between(0, 2))
                .as((h, w, kh, kw, sh, sw, pad) ->
                        new Window(h, w, kh, kw, sh, sw, Math.min(pad, kh / 2), Math.min(pad, kw / 2)));
    }

    @Provide
    Arbitrary<Window> pairs() {
        var side = Arbitraries.integers().between(2, 75);
        return Combinators.combine(side, side).as((h, w) -> new Window(h, w, 2, 2, 2, 2, 0, 0));
    }

    private record Case(Window s, int planes, ImageData x, ImageData dy) {
        static Case random(Window s, int planes, long seed, boolean special) {
            var random = new Random(seed);
            return new Case(
                    s,
                    planes,
                    ImageData.random(random, planes * s.h() * s.w(), special),
                    ImageData.random(random, planes * s.oh() * s.ow(), special));
        }

        ImageData max(Pooling kernel) {
            return max(kernel, false);
        }

        ImageData max(Pooling kernel, boolean relu) {
            var y = ImageData.unset(dy.size(), 3);
            kernel.max(s, relu, planes, x.segment(), x.offset(), y.segment(), y.offset());
            return y;
        }

        ImageData maxGradient(Pooling kernel) {
            var dx = ImageData.unset(x.size(), 5);
            kernel.maxGradient(
                    s, planes, x.segment(), x.offset(), dy.segment(), dy.offset(), dx.segment(), dx.offset());
            return dx;
        }

        ImageData average(Pooling kernel) {
            var y = ImageData.unset(dy.size(), 2);
            kernel.average(s, planes, x.segment(), x.offset(), y.segment(), y.offset());
            return y;
        }

        ImageData averageGradient(Pooling kernel) {
            var dx = ImageData.unset(x.size(), 1);
            kernel.averageGradient(s, planes, dy.segment(), dy.offset(), dx.segment(), dx.offset());
            return dx;
        }
    }

    private static void assertTwinsAgree(Case a) {
        var scalar = Kernels.scalar().pooling();
        for (var twin : twins()) {
            ImageData.assertSameBits(a.max(scalar), a.max(twin), "max of " + a.s);
            ImageData.assertSameBits(a.max(scalar, true), a.max(twin, true), "relu of max of " + a.s);
            ImageData.assertSameBits(a.maxGradient(scalar), a.maxGradient(twin), "gradient of max of " + a.s);
            ImageData.assertSameBits(a.average(scalar), a.average(twin), "average of " + a.s);
            ImageData.assertSameBits(a.averageGradient(scalar), a.averageGradient(twin), "average gradient of " + a.s);
        }
    }

    @Property(tries = 300)
    void twinsGiveTheSameBits(
            @ForAll("windows") Window s,
            @ForAll @IntRange(min = 0, max = 4) int planes,
            @ForAll long seed,
            @ForAll boolean special) {
        assertTwinsAgree(Case.random(s, planes, seed, special));
    }

    @Property(tries = 300)
    void twinsGiveTheSameBitsForPairs(
            @ForAll("pairs") Window s,
            @ForAll @IntRange(min = 0, max = 12) int planes,
            @ForAll long seed,
            @ForAll boolean special) {
        assertTwinsAgree(Case.random(s, planes, seed, special));
    }

    @Property(tries = 200)
    void resultsAreNearTheExactOnes(@ForAll("windows") Window s, @ForAll long seed) {
        var a = Case.random(s, 2, seed, false);
        int in = a.x.size();
        int out = a.dy.size();
        var y = Arena.ofAuto().allocate((long) Math.max(in, out) * Double.BYTES, 64);
        var scale = Arena.ofAuto().allocate((long) Math.max(in, out) * Double.BYTES, 64);
        int size = s.kh() * s.kw();
        for (var twin : twins()) {
            for (boolean relu : new boolean[] {false, true}) {
                PoolingDouble.max(s, relu, 2, a.x.toDouble(), 0, y, 0);
                a.max(twin, relu).assertNear(y, y, 0, "max of " + s + (relu ? " and relu" : ""));
            }
            PoolingDouble.average(s, 2, a.x.toDouble(), 0, y, 0);
            PoolingDouble.average(s, 2, a.x.magnitudes(), 0, scale, 0);
            a.average(twin).assertNear(y, scale, size + 1, "average of " + s);
            PoolingDouble.averageGradient(s, 2, a.dy.toDouble(), 0, y, 0);
            PoolingDouble.averageGradient(s, 2, a.dy.magnitudes(), 0, scale, 0);
            a.averageGradient(twin).assertNear(y, scale, size + 2, "average gradient of " + s);
            PoolingDouble.maxGradient(s, 2, a.x.toDouble(), 0, a.dy.toDouble(), 0, y, 0);
            PoolingDouble.maxGradient(s, 2, a.x.toDouble(), 0, a.dy.magnitudes(), 0, scale, 0);
            a.maxGradient(twin).assertNear(y, scale, size, "gradient of max of " + s);
        }
    }

    /** Every dy goes somewhere: where all windows lie in the image, sum(dx) = sum(dy). */
    @Property(tries = 100)
    void gradientsKeepTheSum(@ForAll("pairs") Window s, @ForAll long seed) {
        var a = Case.random(s, 1, seed, false);
        var dx = Arena.ofAuto().allocate((long) a.x.size() * Double.BYTES, 64);
        double expected = 0;
        for (int i = 0; i < a.dy.size(); i++) {
            expected += a.dy.get(i);
        }
        PoolingDouble.maxGradient(s, 1, a.x.toDouble(), 0, a.dy.toDouble(), 0, dx, 0);
        assertEquals(expected, sum(dx, a.x.size()), 1e-10, () -> "max " + s);
        PoolingDouble.averageGradient(s, 1, a.dy.toDouble(), 0, dx, 0);
        assertEquals(expected, sum(dx, a.x.size()), 1e-10, () -> "average " + s);
    }

    private static double sum(MemorySegment x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x.getAtIndex(JAVA_DOUBLE, i);
        }
        return sum;
    }

    @Example
    void paddingNeverWinsAndTiesGoToTheFirst() {
        var s = new Window(2, 2, 3, 3, 2, 2, 1, 1);
        var a = Case.random(s, 1, 1, false);
        for (int i = 0; i < 4; i++) {
            a.x.set(i, -2);
        }
        a.dy.set(0, 5);
        for (var twin : twins()) {
            assertEquals(-2, a.max(twin).get(0));
            assertEquals(5, a.maxGradient(twin).get(0));
            assertEquals(0, a.maxGradient(twin).get(1));
        }
    }

    @Example
    void nanWinsAndTheFirstOfEqualZerosKeepsItsSignButForRelu() {
        var s = new Window(2, 4, 2, 2, 2, 2, 0, 0);
        var a = Case.random(s, 1, 1, false);
        float[] x = {1, Float.NaN, -0f, -1, 2, 3, 0f, -1};
        for (int i = 0; i < x.length; i++) {
            a.x.set(i, x[i]);
        }
        for (var twin : twins()) {
            assertEquals(Float.NaN, a.max(twin).get(0));
            assertEquals(a.dy.get(0), a.maxGradient(twin).get(1));
            assertEquals(
                    Float.floatToRawIntBits(-0f),
                    Float.floatToRawIntBits(a.max(twin).get(1)));
            assertEquals(a.dy.get(1), a.maxGradient(twin).get(2));
            assertEquals(Float.NaN, a.max(twin, true).get(0));
            assertEquals(0, Float.floatToRawIntBits(a.max(twin, true).get(1)));
        }
    }
}
