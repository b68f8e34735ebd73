package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Blas;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.GemmDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Products by a BLAS are right whatever sizes, layouts, threads; which libraries are here decides what is tested. */
class BlasTest {
    @Provide
    Arbitrary<GemmCase> products() {
        return new GemmTest().products();
    }

    /** The bound of {@link GemmTest#theErrorStaysBelowItsBound}, which holds for sums in any order. */
    @Property(tries = 150)
    void singleStaysBelowTheBoundAndWritesNothingBeside(@ForAll("products") GemmCase s) {
        var product = new GemmCase(
                s.transA(),
                s.transB(),
                s.m(),
                s.n(),
                s.k(),
                s.pad(),
                s.accumulate(),
                s.axis(),
                s.activation(),
                false,
                7);
        for (Path path : Libraries.all()) {
            try (Blas blas = Blas.load(path)) {
                check(product, product.run(Kernels.active().gemm()), blas.toString());
            }
        }
    }

    /** Large enough to be cut by rows and by columns, with parts that aren't equal. */
    @Example
    void partsMeetWithoutAGap() {
        for (Path path : Libraries.all()) {
            try (Blas blas = Blas.load(path)) {
                for (int threads = 1; threads <= 5; threads++) {
                    for (boolean tall : new boolean[] {true, false}) {
                        var product = new GemmCase(
                                tall,
                                !tall,
                                tall ? 301 : 67,
                                tall ? 67 : 301,
                                301,
                                3,
                                false,
                                tall ? Gemm.Bias.PER_ROW : Gemm.Bias.PER_COLUMN,
                                Gemm.Activation.RELU,
                                false,
                                threads);
                        float[] c = Workers.withThreads(
                                threads, () -> product.run(Kernels.active().gemm()));
                        check(product, c, threads + " threads, " + blas);
                    }
                }
            }
        }
    }

    private static void check(GemmCase product, float[] c, String what) {
        var o = product.operands();
        float[] before = o.c().toArray(JAVA_FLOAT);
        long ldc = Math.max(1, product.ldc());
        for (int at = 0; at < c.length; at++) {
            long i = Math.floorDiv(at - product.co(), ldc);
            long j = Math.floorMod(at - product.co(), ldc);
            if (i < 0 || i >= product.m() || j >= product.n()) {
                assertEquals(before[at], c[at], "beside C, index " + at + ": " + product + " by " + what);
            } else {
                checkElement(product, o, (int) i, (int) j, before[at], c[at], what);
            }
        }
    }

    private static void checkElement(
            GemmCase product, GemmCase.Operands o, int i, int j, float before, float got, String what) {
        double exact = product.accumulate() ? before : 0;
        exact += product.axis() == Gemm.Bias.NONE ? 0 : product.bias(o, i, j);
        double size = Math.abs(exact) + 2;
        for (int p = 0; p < product.k(); p++) {
            double term = (double) product.a(o, i, p) * product.b(o, p, j);
            exact += term;
            size += Math.abs(term);
        }
        double expected = product.activation() == Gemm.Activation.RELU ? Math.max(exact, 0) : exact;
        double bound = 2 * (product.k() + 8) * 0x1p-24 * size;
        assertTrue(
                Math.abs(got - expected) <= bound,
                () -> "element " + i + ", " + j + " is " + got + ", not " + expected + ": " + product + " by " + what);
    }

    /** Both our order and the library's are within k u of the sum of sizes, which is at most k here. */
    @Property(tries = 60)
    void doubleIsNearOurs(@ForAll("products") GemmCase s) {
        MemorySegment a = doubles((s.transA() ? s.k() : s.m()) * s.lda(), s.seed());
        MemorySegment b = doubles((s.transB() ? s.n() : s.k()) * s.ldb(), ~s.seed());
        double[] ours = product(s, a, b);
        for (Path path : Libraries.all()) {
            try (Blas blas = Blas.load(path)) {
                double bound = 4 * (s.k() + 8) * 0x1p-53 * (s.k() + 1);
                assertArrayEquals(ours, product(s, a, b), bound, s + " by " + blas);
            }
        }
    }

    private static double[] product(GemmCase s, MemorySegment a, MemorySegment b) {
        MemorySegment c = doubles(s.m() * s.ldc(), 1);
        GemmDouble.gemm(
                s.transA(),
                s.transB(),
                s.m(),
                s.n(),
                s.k(),
                a,
                0,
                s.lda(),
                b,
                0,
                s.ldb(),
                c,
                0,
                s.ldc(),
                s.accumulate());
        return c.toArray(JAVA_DOUBLE);
    }

    private static MemorySegment doubles(int n, long seed) {
        double[] x = new Random(seed).doubles(n + 1L).toArray();
        return Arena.ofAuto().allocateFrom(JAVA_DOUBLE, x);
    }

    /** Memory from the pool holds anything; a product that isn't added to C must not look at it. */
    @Example
    void whatWasInCIsNotRead() {
        for (Path path : Libraries.all()) {
            try (Blas blas = Blas.load(path)) {
                for (int k : new int[] {0, 3}) {
                    MemorySegment c = Arena.ofAuto().allocateFrom(JAVA_FLOAT, Float.NaN, Float.NaN);
                    MemorySegment ones = Arena.ofAuto().allocateFrom(JAVA_FLOAT, 1, 1, 1, 1, 1, 1);
                    Kernels.active()
                            .gemm()
                            .gemm(false, true, 1, 2, k, ones, 0, k, ones, 0, k, c, 0, 2, false, Gemm.Epilogue.NONE);
                    assertArrayEquals(new float[] {k, k}, c.toArray(JAVA_FLOAT), "k = " + k + " by " + blas);
                }
            }
        }
    }

    /** A row alone: the distance to the next one, which isn't there, may be anything. */
    @Example
    void theDistanceOfASingleRowIsFree() {
        for (Path path : Libraries.all()) {
            try (Blas blas = Blas.load(path)) {
                MemorySegment x = Arena.ofAuto().allocateFrom(JAVA_FLOAT, 1, 2, 3);
                MemorySegment c = Arena.ofAuto().allocateFrom(JAVA_FLOAT, 0);
                Kernels.active()
                        .gemm()
                        .gemm(false, true, 1, 1, 3, x, 0, 0, x, 0, 0, c, 0, 0, false, Gemm.Epilogue.NONE);
                assertEquals(14, c.getAtIndex(JAVA_FLOAT, 0), blas.toString());
            }
        }
    }

    @Example
    @SuppressWarnings("restricted")
    void openBlasIsToldToUseOneThread() throws Throwable {
        for (Path path : Libraries.openBlas().stream().toList()) {
            try (Blas _ = Blas.load(path)) {
                var count = Linker.nativeLinker()
                        .downcallHandle(
                                SymbolLookup.libraryLookup(path, Arena.global())
                                        .findOrThrow("openblas_get_num_threads"),
                                FunctionDescriptor.of(ValueLayout.JAVA_INT));
                assertEquals(1, (int) count.invokeExact());
            }
        }
    }
}
