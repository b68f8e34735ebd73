package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.GemmDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

/** Both forms of {@link Gemm} give the bits that it defines, whatever the sizes, layouts, threads and other rows. */
@Tag("bits")
class GemmTest {
    private static final Integer[] SIZES = {0, 1, 2, 5, 11, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127};
    private static final Integer[] DEPTHS = {0, 1, 2, 5, 12, 15, 16, 17, 33, 64, 65, 127, 511, 512, 513, 1025};

    private static List<Gemm> twins() {
        return Stream.concat(Stream.of(Kernels.scalar()), Kernels.vector().stream())
                .map(Kernels::gemm)
                .toList();
    }

    @Provide
    Arbitrary<GemmCase> products() {
        var flags = Arbitraries.of(true, false);
        var shape = Combinators.combine(
                        flags, flags, Arbitraries.of(SIZES), Arbitraries.of(SIZES), Arbitraries.of(DEPTHS))
                .as((ta, tb, m, n, k) ->
                        new GemmCase(ta, tb, m, n, k, 0, false, Gemm.Bias.NONE, Gemm.Activation.IDENTITY, false, 0));
        return Combinators.combine(
                        shape,
                        Arbitraries.of(0, 1, 3),
                        Arbitraries.of(Gemm.Bias.class),
                        Arbitraries.of(Gemm.Activation.class),
                        flags,
                        flags,
                        Arbitraries.longs())
                .as(GemmTest::with);
    }

    private static GemmCase with(
            GemmCase s, int pad, Gemm.Bias axis, Gemm.Activation act, boolean accumulate, boolean special, long seed) {
        var bias = accumulate ? Gemm.Bias.NONE : axis;
        var activation = accumulate ? Gemm.Activation.IDENTITY : act;
        return new GemmCase(
                s.transA(), s.transB(), s.m(), s.n(), s.k(), pad, accumulate, bias, activation, special, seed);
    }

    @Property(tries = 200)
    void bothFormsGiveTheBitsThatTheChainDefines(@ForAll("products") GemmCase product) {
        float[] defined = product.defined();
        for (Gemm gemm : twins()) {
            assertSameBits(defined, product.run(gemm), gemm + " of " + product);
        }
    }

    @Example
    void blocksOfColumnsRowsAndDepthMeetWithoutAGap() {
        var product =
                new GemmCase(true, true, 205, 677, 1030, 2, false, Gemm.Bias.PER_ROW, Gemm.Activation.RELU, false, 42);
        float[] defined = product.defined();
        for (Gemm gemm : twins()) {
            assertSameBits(defined, product.run(gemm), gemm + " of " + product);
        }
    }

    /** Both factors read where they lie: edges of rows and columns, five blocks of k, of which the last begins a panel. */
    @Property(tries = 10)
    void tilesThatBeginBeforeTheirTurnStoreOnlyTheirOwn(@ForAll("products") GemmCase s) {
        int m = 64 + s.m() % 5;
        var product = new GemmCase(
                s.transA(),
                false,
                m,
                190,
                2100,
                s.pad(),
                s.accumulate(),
                s.axis(),
                s.activation(),
                s.special(),
                s.seed());
        float[] defined = product.defined();
        for (Gemm gemm : twins()) {
            for (int threads = 1; threads <= 3; threads++) {
                float[] result = Workers.withThreads(threads, () -> product.run(gemm));
                assertSameBits(defined, result, threads + " threads, " + gemm + " of " + product);
            }
        }
    }

    /** So few rows that B, large, is read where it lies; a half, a whole and a part of a vector beyond whole steps. */
    @Property(tries = 30)
    void fewRowsOfALargeProductHaveTheBitsThatTheChainDefines(
            @ForAll @IntRange(min = 2, max = 9) int m,
            @ForAll @IntRange(min = 500, max = 620) int n,
            @ForAll("products") GemmCase shape) {
        var product = new GemmCase(
                shape.transA(),
                false,
                m,
                n,
                shape.k() + 525,
                shape.pad(),
                shape.accumulate(),
                shape.axis(),
                shape.activation(),
                shape.special(),
                shape.seed());
        float[] defined = product.defined();
        for (Gemm gemm : twins()) {
            for (int threads = 1; threads <= 2; threads++) {
                float[] result = Workers.withThreads(threads, () -> product.run(gemm));
                assertSameBits(defined, result, threads + " threads, " + gemm + " of " + product);
            }
        }
    }

    /** So large a C that its lines are fetched before a tile is stored; k from no block of the chains to three. */
    @Property(tries = 8)
    void resultsBeyondTheCachesHaveTheBitsThatTheChainDefines(@ForAll("products") GemmCase shape) {
        var product = shape.sized(shape.m() + 500, shape.n() + 530, shape.k());
        float[] defined = product.defined();
        for (Gemm gemm : twins()) {
            assertSameBits(defined, product.run(gemm), gemm + " of " + product);
        }
    }

    @Property(tries = 20)
    void threadsDoNotChangeBits(@ForAll("products") GemmCase shape) {
        var product = shape.sized(shape.m() + 150, 2 * shape.n() + 130, shape.k());
        for (Gemm gemm : twins()) {
            float[] alone = Workers.withThreads(1, () -> product.run(gemm));
            for (int threads : new int[] {2, 3, 6}) {
                float[] shared = Workers.withThreads(threads, () -> product.run(gemm));
                assertSameBits(alone, shared, threads + " threads, " + product);
            }
        }
    }

    @Property(tries = 50)
    void aRowAloneHasTheBitsOfThatRowAmongOthers(@ForAll("products") GemmCase shape) {
        var product = GemmCase.plain(shape.m() + 1, shape.n(), shape.k(), shape.seed());
        int row = shape.m() / 2;
        for (Gemm gemm : twins()) {
            float[] all = product.run(gemm);
            var o = product.operands();
            gemm.gemm(
                    false,
                    false,
                    1,
                    product.n(),
                    product.k(),
                    o.a(),
                    (long) row * product.lda(),
                    product.lda(),
                    o.b(),
                    0,
                    product.ldb(),
                    o.c(),
                    0,
                    product.ldc(),
                    false,
                    Gemm.Epilogue.NONE);
            float[] alone = Arrays.copyOf(o.c().toArray(ValueLayout.JAVA_FLOAT), product.n());
            int from = row * product.ldc();
            assertSameBits(Arrays.copyOfRange(all, from, from + product.n()), alone, "row " + row + " of " + product);
        }
    }

    /**
     * A chain of k fma and at most 3 + k / KC sums each round by at most u = 2^-24 of a partial sum, which is at most
     * S = sum of |a b| + |c| + |bias| times (1 + u)^(k + 4): so the error is below 2 (k + 8) u S.
     */
    @Property(tries = 50)
    void theErrorStaysBelowItsBound(@ForAll("products") GemmCase shape) {
        var product = with(shape, shape.pad(), shape.axis(), Gemm.Activation.IDENTITY, shape.accumulate(), false, 7);
        var o = product.operands();
        for (Gemm gemm : twins()) {
            float[] c = product.run(gemm);
            for (int i = 0; i < product.m(); i++) {
                for (int j = 0; j < product.n(); j++) {
                    int at = (int) product.co() + i * product.ldc() + j;
                    double exact = product.accumulate() ? o.c().getAtIndex(ValueLayout.JAVA_FLOAT, at) : 0;
                    exact += product.axis() == Gemm.Bias.NONE ? 0 : product.bias(o, i, j);
                    double size = Math.abs(exact) + 2;
                    for (int p = 0; p < product.k(); p++) {
                        double term = (double) product.a(o, i, p) * product.b(o, p, j);
                        exact += term;
                        size += Math.abs(term);
                    }
                    double bound = 2 * (product.k() + 8) * 0x1p-24 * size;
                    assertTrue(Math.abs(c[at] - exact) <= bound, "element " + i + ", " + j + " of " + product);
                }
            }
        }
    }

    @Property(tries = 60)
    void doubleGivesTheBitsThatTheChainDefines(@ForAll("products") GemmCase s) {
        int lda = s.lda();
        int ldb = s.ldb();
        double[] a = new Random(s.seed())
                .doubles((long) (s.transA() ? s.k() : s.m()) * lda + 1)
                .toArray();
        double[] b = new Random(~s.seed())
                .doubles((long) (s.transB() ? s.n() : s.k()) * ldb + 1)
                .toArray();
        double[] c = new Random(1).doubles((long) s.m() * s.ldc() + 1).toArray();
        MemorySegment result = offHeap(c);
        GemmDouble.gemm(
                s.transA(),
                s.transB(),
                s.m(),
                s.n(),
                s.k(),
                offHeap(a),
                0,
                lda,
                offHeap(b),
                0,
                ldb,
                result,
                0,
                s.ldc(),
                s.accumulate());
        for (int i = 0; i < s.m(); i++) {
            for (int j = 0; j < s.n(); j++) {
                double sum = s.accumulate() ? c[i * s.ldc() + j] : 0;
                for (int p = 0; p < s.k() || p == 0; p += Gemm.KC) {
                    double block = 0;
                    for (int q = p; q < Math.min(s.k(), p + Gemm.KC); q++) {
                        double x = a[s.transA() ? q * lda + i : i * lda + q];
                        block = Math.fma(x, b[s.transB() ? j * ldb + q : q * ldb + j], block);
                    }
                    sum = s.accumulate() || p > 0 ? sum + block : block;
                }
                c[i * s.ldc() + j] = sum;
            }
        }
        double[] got = result.toArray(ValueLayout.JAVA_DOUBLE);
        assertTrue(Arrays.equals(c, got), "fp64 of " + s);
    }

    private static MemorySegment offHeap(double[] x) {
        MemorySegment copy = Arena.ofAuto().allocate((long) x.length * Double.BYTES, 64);
        return copy.copyFrom(MemorySegment.ofArray(x));
    }

    /** Equal bits, except that any NaN equals any NaN: IEEE leaves its payload to the processor. */
    private static void assertSameBits(float[] expected, float[] got, String what) {
        assertEquals(expected.length, got.length, what);
        int differs = IntStream.range(0, got.length)
                .filter(i -> Float.floatToIntBits(expected[i]) != Float.floatToIntBits(got[i]))
                .findFirst()
                .orElse(-1);
        if (differs >= 0) {
            assertEquals(expected[differs], got[differs], "index " + differs + ": " + what);
        }
    }
}
