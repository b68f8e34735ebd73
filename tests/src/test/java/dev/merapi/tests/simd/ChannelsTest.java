package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.ChannelsDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Normalization;
import dev.merapi.simd.ReductionDouble;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The kernels over planes of channels, and the sums they need: twins, in parts as at once, near float64. */
@Tag("bits")
class ChannelsTest {
    private static final Normalization SCALAR = Kernels.scalar().normalization();
    private static final Normalization ACTIVE = Kernels.active().normalization();

    @Property(tries = 300)
    void twinsInPartsAndInPlace(
            @ForAll @IntRange(min = 1, max = 40) int channels,
            @ForAll @IntRange(max = 90) int planes,
            @ForAll @IntRange(min = 1, max = 70) int size,
            @ForAll boolean single,
            @ForAll @IntRange(max = 90) int cut,
            @ForAll long seed) {
        int s = single ? 1 : size;
        int n = planes * s;
        int first = Math.floorMod((int) seed, channels);
        int part = Math.min(cut, planes);
        MemorySegment x = Runs.special(n + 3, 200, seed);
        MemorySegment dy = Runs.special(n + 3, 200, ~seed);
        MemorySegment table = Runs.normal(4 * channels + 2, seed + 1);
        MemorySegment want = Runs.floats(n + 2);
        MemorySegment got = Runs.floats(n + 2);
        String what = planes + " planes of " + s + " in " + channels + " channels from " + first;
        SCALAR.channelAffine(first, planes, channels, s, x, 3, table, 2, want, 1);
        ACTIVE.channelAffine(first, part, channels, s, x, 3, table, 2, got, 1);
        int next = (first + part) % channels;
        int rest = planes - part;
        long at = (long) part * s;
        ACTIVE.channelAffine(next, rest, channels, s, x, 3 + at, table, 2, got, 1 + at);
        Runs.assertBits(want, got, "affine of " + what);
        SCALAR.channelGradient(first, planes, channels, s, dy, 3, x, 3, table, 2, want, 1);
        ACTIVE.channelGradient(first, part, channels, s, dy, 3, x, 3, table, 2, got, 1);
        ACTIVE.channelGradient(next, rest, channels, s, dy, 3 + at, x, 3 + at, table, 2, got, 1 + at);
        Runs.assertBits(want, got, "gradient of " + what);
        ACTIVE.channelGradient(first, planes, channels, s, dy, 3, x, 3, table, 2, x, 3);
        for (int i = 0; i < n; i++) {
            assertEquals(want.getAtIndex(JAVA_FLOAT, 1 + i), x.getAtIndex(JAVA_FLOAT, 3 + i), what + " in place");
        }
    }

    @Example
    void nearFloat64() {
        int channels = 5;
        int planes = 12;
        int size = 21;
        int n = planes * size;
        MemorySegment x = Runs.normal(n, 1);
        MemorySegment dy = Runs.normal(n, 2);
        MemorySegment table = Runs.normal(4 * channels, 3);
        MemorySegment y = Runs.floats(n);
        MemorySegment want = Runs.doubles(n);
        MemorySegment xs = Runs.toDoubles(x);
        MemorySegment ts = Runs.toDoubles(table);
        ACTIVE.channelAffine(2, planes, channels, size, x, 0, table, 0, y, 0);
        ChannelsDouble.affine(2, planes, channels, size, xs, 0, ts, 0, want, 0);
        near(want, y, n);
        ACTIVE.channelGradient(2, planes, channels, size, dy, 0, x, 0, table, 0, y, 0);
        ChannelsDouble.gradient(2, planes, channels, size, Runs.toDoubles(dy), 0, xs, 0, ts, 0, want, 0);
        near(want, y, n);
        for (int j = 0; j < n; j++) {
            int c = (2 + j / size) % channels;
            double d = at(xs, j) - at(ts, c);
            double g = at(ts, channels + c) * d + at(ts, 2 * channels + c) * dy.getAtIndex(JAVA_FLOAT, j);
            assertEquals(g + at(ts, 3 * channels + c), at(want, j), 1e-12);
        }
    }

    private static double at(MemorySegment s, int i) {
        return s.getAtIndex(JAVA_DOUBLE, i);
    }

    /** Normal numbers below 5, three roundings. */
    private static void near(MemorySegment want, MemorySegment got, int n) {
        for (int j = 0; j < n; j++) {
            assertEquals(want.getAtIndex(JAVA_DOUBLE, j), got.getAtIndex(JAVA_FLOAT, j), 3 * 0x1p-24 * 60);
        }
    }

    @Property(tries = 100)
    void centeredDots(@ForAll @IntRange(max = 300) int few, @ForAll long seed) {
        for (int n : new int[] {few, 4096, 4097, 9001}) {
            MemorySegment b = Runs.special(n + 1, 1 << 30, seed);
            MemorySegment x = Runs.special(n + 2, 1 << 30, ~seed);
            float want = Kernels.scalar().reduction().centeredDot(b, 1, x, 2, 0.75f, n);
            float got = Kernels.active().reduction().centeredDot(b, 1, x, 2, 0.75f, n);
            assertEquals(Float.floatToIntBits(want), Float.floatToIntBits(got), "n = " + n);
        }
        MemorySegment b = Runs.normal(few, seed);
        MemorySegment x = Runs.normal(few, ~seed);
        double exact = ReductionDouble.centeredDot(Runs.toDoubles(b), 0, 0, Runs.toDoubles(x), 0, 0.75, few);
        float got = Kernels.active().reduction().centeredDot(b, 0, x, 0, 0.75f, few);
        assertEquals(exact, got, 0x1p-24 * 20 * (few + 1));
    }
}
