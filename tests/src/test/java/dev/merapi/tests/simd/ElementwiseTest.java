package dev.merapi.tests.simd;

import static dev.merapi.tests.simd.Floats.LENGTHS;
import static dev.merapi.tests.simd.Floats.assertSameBits;
import static dev.merapi.tests.simd.Floats.awkward;
import static dev.merapi.tests.simd.Floats.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The twins of every elementwise function give the same bits, however the work is cut, and don't write beside it. */
@Tag("bits")
class ElementwiseTest {
    private static final int OFFSET = 3;

    private final Elementwise scalar = Kernels.scalar().elementwise();
    private final Elementwise vector =
            Kernels.vector().map(Kernels::elementwise).orElse(scalar);

    @Property(tries = 300)
    void unaryTwins(@ForAll Unary f, @ForAll long seed) {
        for (int n : LENGTHS) {
            MemorySegment x = segment(awkward(seed, n), OFFSET);
            MemorySegment want = segment(new float[n], 1);
            MemorySegment got = segment(new float[n], 1);
            scalar.unary(f, x, OFFSET, want, 1, n);
            vector.unary(f, x, OFFSET, got, 1, n);
            assertSameBits(want, got, f + " n=" + n);
        }
    }

    /** Exponentials are first computed for a run of near numbers; one further out, wherever it is, has its own bits. */
    @Example
    void expOfOneNumberFurtherOutAmongNearOnes() {
        int n = 2100;
        float[] beyond = {87f, -87f, 87.1f, -87.4f, 88.8f, 1e30f, -103f, -1e30f, Float.POSITIVE_INFINITY};
        float[] others = {Float.NEGATIVE_INFINITY, Float.NaN, Float.intBitsToFloat(0xffc00123)};
        for (int at : new int[] {0, 511, 1023, 1024, 2080, 2099}) {
            for (int k = 0; k < beyond.length + others.length; k++) {
                float special = k < beyond.length ? beyond[k] : others[k - beyond.length];
                MemorySegment x = segment(new float[n], 0);
                for (int i = 0; i < n; i++) {
                    x.setAtIndex(ValueLayout.JAVA_FLOAT, i, i == at ? special : (i % 869) / 5f - 86.8f);
                }
                MemorySegment want = segment(new float[n], 0);
                MemorySegment got = segment(new float[n], 0);
                scalar.unary(Unary.EXP, x, 0, want, 0, n);
                vector.unary(Unary.EXP, x, 0, got, 0, n);
                assertSameBits(want, got, "exp with " + special + " at " + at);
                vector.unary(Unary.EXP, x, 0, x, 0, n);
                assertSameBits(want, x, "exp in place with " + special + " at " + at);
            }
        }
    }

    @Property(tries = 300)
    void binaryTwins(
            @ForAll Binary f, @ForAll long seed, @ForAll @IntRange(max = 1) int as, @ForAll @IntRange(max = 1) int bs) {
        for (int n : LENGTHS) {
            MemorySegment a = segment(awkward(seed, n), OFFSET);
            MemorySegment b = segment(awkward(seed + 1, n), 2);
            MemorySegment want = segment(new float[n], 1);
            MemorySegment got = segment(new float[n], 1);
            scalar.binary(f, a, OFFSET, as, b, 2, bs, want, 1, n);
            vector.binary(f, a, OFFSET, as, b, 2, bs, got, 1, n);
            assertSameBits(want, got, f + " n=" + n + " strides " + as + ", " + bs);
        }
    }

    @Property(tries = 100)
    void fixedExponentsOfPow(@ForAll long seed, @ForAll @IntRange(max = 4) int which) {
        float exponent = new float[] {2f, 1f, 0.5f, -1f, 3f}[which];
        MemorySegment a = segment(awkward(seed, 1000), 0);
        MemorySegment one = segment(new float[] {exponent}, 0);
        MemorySegment all = segment(new float[1000], 0);
        for (int i = 0; i < 1000; i++) {
            all.setAtIndex(ValueLayout.JAVA_FLOAT, i, exponent);
        }
        MemorySegment want = segment(new float[1000], 0);
        MemorySegment got = segment(new float[1000], 0);
        scalar.binary(Binary.POW, a, 0, 1, all, 0, 1, want, 0, 1000);
        vector.binary(Binary.POW, a, 0, 1, one, 0, 0, got, 0, 1000);
        assertSameBits(want, got, "POW " + exponent);
    }

    @Property(tries = 200)
    void compareAndWhereTwins(
            @ForAll Comparison f,
            @ForAll long seed,
            @ForAll @IntRange(max = 1) int as,
            @ForAll @IntRange(max = 1) int bs) {
        for (int n : LENGTHS) {
            float[] left = awkward(seed, n);
            float[] right = awkward(seed + 1, n);
            for (int i = 0; i < n; i += 3) {
                right[i] = left[i];
            }
            MemorySegment a = segment(left, OFFSET);
            MemorySegment b = segment(right, 2);
            MemorySegment want = segment(new float[n], 0);
            MemorySegment got = segment(new float[n], 0);
            scalar.compare(f, a, OFFSET, as, b, 2, bs, want, 5, n);
            vector.compare(f, a, OFFSET, as, b, 2, bs, got, 5, n);
            assertEquals(-1, want.mismatch(got), () -> f + " n=" + n + " strides " + as + ", " + bs);
            for (int i = 0; i < n; i += 2) {
                byte truth = (byte) (got.get(ValueLayout.JAVA_BYTE, 5 + i) << (i % 8));
                got.set(ValueLayout.JAVA_BYTE, 5 + i, truth);
            }
            MemorySegment chosen = segment(new float[n], 1);
            MemorySegment oracle = segment(new float[n], 1);
            scalar.where(got, 5, a, OFFSET, as, b, 2, bs, oracle, 1, n);
            vector.where(got, 5, a, OFFSET, as, b, 2, bs, chosen, 1, n);
            assertSameBits(oracle, chosen, "where n=" + n);
        }
    }

    @Property(tries = 50)
    void linearTwins(@ForAll long seed) {
        for (int n : LENGTHS) {
            float[] c = awkward(seed + 2, 3);
            MemorySegment x = segment(awkward(seed, n), OFFSET);
            MemorySegment want = segment(awkward(seed + 1, n), 1);
            MemorySegment got = segment(awkward(seed + 1, n), 1);
            scalar.axpy(c[0], x, OFFSET, want, 1, n);
            vector.axpy(c[0], x, OFFSET, got, 1, n);
            assertSameBits(want, got, "axpy n=" + n);
            scalar.affine(x, OFFSET, c[1], c[2], want, 1, n);
            vector.affine(x, OFFSET, c[1], c[2], got, 1, n);
            assertSameBits(want, got, "affine n=" + n);
            scalar.clamp(x, OFFSET, -1.5f, 2f, want, 1, n);
            vector.clamp(x, OFFSET, -1.5f, 2f, got, 1, n);
            assertSameBits(want, got, "clamp n=" + n);
        }
    }

    @Property(tries = 200)
    void inPlaceAndInPartsAsAtOnce(
            @ForAll Unary f, @ForAll Binary g, @ForAll long seed, @ForAll @IntRange(max = 200) int cut) {
        int n = 200;
        float[] values = awkward(seed, n);
        for (Elementwise e : new Elementwise[] {scalar, vector}) {
            MemorySegment x = segment(values, 0);
            MemorySegment want = segment(new float[n], 0);
            e.unary(f, x, 0, want, 0, n);
            MemorySegment inPlace = segment(values, 0);
            e.unary(f, inPlace, 0, inPlace, 0, cut);
            e.unary(f, inPlace, cut, inPlace, cut, n - cut);
            assertSameBits(want, inPlace, f + " in place");
            MemorySegment other = segment(awkward(seed + 1, n), 0);
            e.binary(g, x, 0, 1, other, 0, 1, want, 0, n);
            inPlace = segment(values, 0);
            e.binary(g, inPlace, 0, 1, other, 0, 1, inPlace, 0, cut);
            e.binary(g, inPlace, cut, 1, other, cut, 1, inPlace, cut, n - cut);
            assertSameBits(want, inPlace, g + " in place");
        }
    }

    @Property(tries = 100)
    void resultMayLieOnARepeatedElement(@ForAll Binary g, @ForAll long seed) {
        int n = 100;
        for (Elementwise e : new Elementwise[] {scalar, vector}) {
            MemorySegment x = segment(awkward(seed, n), 0);
            MemorySegment y = segment(awkward(seed + 1, n), 0);
            MemorySegment one = segment(Floats.floats(y, 1), 0);
            MemorySegment want = segment(awkward(seed + 1, n), 0);
            e.binary(g, x, 0, 1, one, 0, 0, want, 0, n);
            e.binary(g, x, 0, 1, y, 0, 0, y, 0, n);
            assertSameBits(want, y, g + " onto its repeated element");
        }
    }

    @Example
    void edges() {
        float inf = Float.POSITIVE_INFINITY;
        assertMaps(Unary.EXP, 89f, inf, -inf, 0f, -103.9f, Float.MIN_VALUE, 0f, 1f);
        assertMaps(Unary.LOG, 0f, -inf, -0f, -inf, -1f, Float.NaN, inf, inf, 1f, 0f);
        assertMaps(Unary.LOG1P, -1f, -inf, -0f, -0f, inf, inf, -2f, Float.NaN);
        assertMaps(Unary.EXPM1, -0f, -0f, -inf, -1f, inf, inf);
        assertMaps(Unary.TANH, -0f, -0f, -inf, -1f, inf, 1f, Float.NaN, Float.NaN);
        assertMaps(Unary.SIGMOID, -inf, 0f, inf, 1f, 0f, 0.5f, -104f, 0f);
        assertMaps(Unary.RELU, Float.NaN, Float.NaN, -1f, 0f, 2f, 2f);
        assertMaps(Unary.SIN, -0f, -0f, inf, Float.NaN);
        assertMaps(Unary.ROUND, 0.5f, 0f, 1.5f, 2f, 2.5f, 2f, -0.5f, -0f, 8388609f, 8388609f);
        assertMaps(Unary.FLOOR, -0.5f, -1f, 0.9f, 0f, -0f, -0f);
        assertMaps(Unary.CEIL, -0.5f, -0f, 0.1f, 1f);
        assertMaps(Unary.SIGN, Float.NaN, Float.NaN, -3f, -1f, 0f, 0f);
    }

    /** Pairs: argument, result. Sixteen copies, so that each goes through vectors. */
    private void assertMaps(Unary f, float... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            float[] x = new float[16];
            Arrays.fill(x, pairs[i]);
            for (Elementwise e : new Elementwise[] {scalar, vector}) {
                MemorySegment y = segment(x, 0);
                e.unary(f, y, 0, y, 0, 16);
                for (int l = 0; l < 16; l++) {
                    assertEquals(pairs[i + 1], y.getAtIndex(ValueLayout.JAVA_FLOAT, l), f + "(" + pairs[i] + ")");
                }
            }
        }
        assertTrue(pairs.length > 0);
    }
}
