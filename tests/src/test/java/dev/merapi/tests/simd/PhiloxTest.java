package dev.merapi.tests.simd;

import static dev.merapi.tests.simd.Floats.assertSameBits;
import static dev.merapi.tests.simd.Floats.segment;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Philox;
import dev.merapi.simd.scalar.ScalarPhilox;
import dev.merapi.simd.scalar.ScalarPhilox.Block;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Known answers of Philox 4x32-10, twins, parts, and the first two moments. */
@Tag("bits")
class PhiloxTest {
    private interface Draw {
        void draw(Philox p, long key, long first, MemorySegment y, long yo, int n);
    }

    private static final List<Draw> DRAWS = List.of(Philox::words, Philox::uniform, Philox::normal);

    private static List<Philox> twins() {
        return Stream.concat(Stream.of(Kernels.scalar()), Kernels.vector().stream())
                .map(Kernels::philox)
                .toList();
    }

    /** Counter 0 and key 0, from the table of known answers of Random123. */
    @Example
    void knownAnswer() {
        for (Philox p : twins()) {
            int[] words = words(p, 0, 0, 4);
            assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, words);
        }
    }

    /** The other two rows of that table: all ones, and digits of pi. */
    @Example
    void knownAnswersBeyondStreams() {
        Block ones = new Block(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertEquals(ones, ScalarPhilox.block(-1L, -1L, -1L));
        Block pi = new Block(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
        assertEquals(pi, ScalarPhilox.block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL));
    }

    /** Any sub-range of a stream is made alone as in the whole, by both twins, and nothing beside it is touched. */
    @Property(tries = 200)
    void partsAndTwins(
            @ForAll long key,
            @ForAll @LongRange(min = 0, max = 1L << 40) long base,
            @ForAll @IntRange(max = 70) int first,
            @ForAll @IntRange(max = 300) int n,
            @ForAll @IntRange(max = 2) int which) {
        Draw draw = DRAWS.get(which);
        MemorySegment whole = segment(new float[400], 0);
        draw.draw(Kernels.scalar().philox(), key, base, whole, 0, 400);
        MemorySegment want = segment(new float[400], 0);
        MemorySegment.copy(whole, 4L * first, want, 4L * 5, 4L * n);
        for (Philox p : twins()) {
            MemorySegment got = segment(new float[400], 0);
            draw.draw(p, key, base + first, got, 5, n);
            if (which == 0) {
                assertEquals(-1, want.mismatch(got), "words from " + (base + first) + " n=" + n);
            } else {
                assertSameBits(want, got, "draw " + which + " from " + (base + first) + " n=" + n);
            }
        }
    }

    /** The counter's high word: blocks from 2^32 - 2 on, that is elements from 2^34 - 8 on. */
    @Example
    void counterCarriesIntoItsHighWord() {
        long first = (1L << 34) - 8;
        int[] want = words(twins().getFirst(), 7, first, 200);
        for (Philox p : twins()) {
            assertArrayEquals(want, words(p, 7, first, 200));
        }
        assertTrue(want[8] != words(twins().getFirst(), 7, 0, 1)[0]);
    }

    @Example
    void uniformIsUniform() {
        int n = 200_000;
        for (Philox p : twins()) {
            MemorySegment y = segment(new float[n], 0);
            p.uniform(42, 1, y, 0, n);
            double[] m = moments(y, n);
            assertEquals(0.5, m[0], 5 * Math.sqrt(1 / 12.0 / n), "mean, five standard errors");
            assertEquals(1 / 12.0, m[1], 5 * Math.sqrt(1 / 180.0 / n), "variance, five standard errors");
            for (int i = 0; i < n; i++) {
                float u = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                assertTrue(u >= 0f && u < 1f);
            }
        }
    }

    @Example
    void normalIsNormal() {
        int n = 200_000;
        for (Philox p : twins()) {
            MemorySegment y = segment(new float[n], 0);
            p.normal(42, 0, y, 0, n);
            double[] m = moments(y, n);
            assertEquals(0, m[0], 5 / Math.sqrt(n), "mean, five standard errors");
            assertEquals(1, m[1], 5 * Math.sqrt(2.0 / n), "variance, five standard errors");
            long within = 0;
            double pairs = 0;
            for (int i = 0; i < n; i += 2) {
                double a = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                double b = y.getAtIndex(ValueLayout.JAVA_FLOAT, i + 1);
                within += (Math.abs(a) < 1 ? 1 : 0) + (Math.abs(b) < 1 ? 1 : 0);
                pairs += a * b;
            }
            assertEquals(0.6826895, within / (double) n, 5 * Math.sqrt(0.2166 / n), "within one standard deviation");
            assertEquals(0, pairs / (n / 2.0), 5 / Math.sqrt(n / 2.0), "pairs are uncorrelated");
        }
    }

    /** Box and Muller in double from the same words. */
    @Example
    void normalIsBoxMuller() {
        int n = 10_000;
        int[] w = words(twins().getFirst(), 5, 0, n);
        for (Philox p : twins()) {
            MemorySegment y = segment(new float[n], 0);
            p.normal(5, 0, y, 0, n);
            for (int i = 0; i < n; i += 2) {
                double r = Math.sqrt(-2 * StrictMath.log(1 - (w[i] >>> 8) * 0x1p-24));
                double angle = 2 * Math.PI * ((w[i + 1] >>> 8) * 0x1p-24);
                assertEquals(r * StrictMath.cos(angle), y.getAtIndex(ValueLayout.JAVA_FLOAT, i), 1e-6 * (r + 1e-3));
                assertEquals(r * StrictMath.sin(angle), y.getAtIndex(ValueLayout.JAVA_FLOAT, i + 1), 1e-6 * (r + 1e-3));
            }
        }
    }

    private static int[] words(Philox p, long key, long first, int n) {
        MemorySegment y = segment(new float[n], 0);
        p.words(key, first, y, 0, n);
        int[] words = new int[n];
        MemorySegment.copy(y, ValueLayout.JAVA_INT, 0, words, 0, n);
        return words;
    }

    private static double[] moments(MemorySegment y, int n) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double v = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            sum += v;
            squares += v * v;
        }
        double mean = sum / n;
        return new double[] {mean, squares / n - mean * mean};
    }
}
