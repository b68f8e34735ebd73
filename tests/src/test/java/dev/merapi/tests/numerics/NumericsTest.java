package dev.merapi.tests.numerics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.numerics.Function;
import dev.merapi.bench.numerics.PowerGrid;
import dev.merapi.bench.numerics.Report;
import dev.merapi.bench.numerics.Row;
import dev.merapi.bench.numerics.Scan;
import dev.merapi.bench.numerics.Ulps;
import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The kernels keep what docs/NUMERICS.md states of them, in every form and width. */
@Tag("bits")
class NumericsTest {
    private static final Path FILE = Path.of(System.getProperty("merapi.root", ".."), "docs/NUMERICS.md");
    private static final String REMEDY = "; if a kernel was changed on purpose, run bench/numerics.sh --function ";
    private static final List<Row> ROWS = rows();

    private final Elementwise kernels = Kernels.active().elementwise();

    private static List<Row> rows() {
        try {
            return Report.read(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double bound(Function f, float from) {
        return ROWS.stream()
                .filter(r -> r.isOf(f, from))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/NUMERICS.md has no row of " + f + " from " + from))
                .ulps();
    }

    private void check(Function f, float... arguments) {
        int n = arguments.length;
        MemorySegment x = Arena.ofAuto().allocate(4L * n, 64);
        MemorySegment y = Arena.ofAuto().allocate(4L * n, 64);
        MemorySegment.copy(arguments, 0, x, ValueLayout.JAVA_FLOAT, 0, n);
        f.apply(kernels, x, y, n);
        for (float from : f.bounds()) {
            double bound = bound(f, from);
            for (int i = 0; i < n; i++) {
                float got = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float at = arguments[i];
                if (at > from && Float.isFinite(at) && !(Ulps.between(got, f.exact(at)) <= bound)) {
                    String what = f + "(" + at + ") is " + got + ", exactly " + f.exact(at) + ": more than the " + bound
                            + " ulp that docs/NUMERICS.md states";
                    throw new AssertionError(what + REMEDY + f);
                }
            }
        }
    }

    @Example
    void aSampleOfEverySizeStaysBelowTheStatedErrors() {
        float[] sample = Samples.stratified();
        for (Function f : Function.values()) {
            check(f, sample);
        }
    }

    /** jqwik's edge cases are zeros, ends, and numbers near them; bits give every size, floats everyday ones. */
    @Provide
    Arbitrary<Float> any() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(Float::intBitsToFloat),
                Arbitraries.floats(),
                Arbitraries.floats().between(-110, 110));
    }

    @Property(tries = 1000)
    void anyFloatStaysBelowTheStatedErrors(@ForAll Function f, @ForAll("any") float x) {
        check(f, x);
        check(f, x, Math.nextUp(x), Math.nextDown(x), -x, x, x, x, x, x, x, x, x, x, x, x, x);
    }

    @Example
    void powStaysBelowTheStatedError() {
        Row stated = ROWS.stream()
                .filter(r -> r.function().equals("pow"))
                .findFirst()
                .orElseThrow();
        Row row = PowerGrid.row(kernels, 61);
        assertTrue(row.ulps() <= stated.ulps(), () -> row + ", but docs/NUMERICS.md states " + stated + REMEDY + "pow");
    }

    @Example
    void specialValuesAreTheStatedOnes() throws IOException {
        String stated = Files.readString(FILE);
        Report.special(kernels)
                .lines()
                .forEach(line -> assertTrue(
                        stated.contains(line + "\n"),
                        () -> "docs/NUMERICS.md doesn't state " + line + REMEDY + "NAME"));
    }

    @Example
    void theTableIsWhole() {
        for (Function f : Function.values()) {
            for (float from : f.bounds()) {
                // The hard sigmoid's slope is 1/6, rounded by a third of an ulp; all others meet a worst case.
                double least = f == Function.HARD_SIGMOID_GRAD ? 0.33 : 0.49;
                assertTrue(bound(f, from) >= least, () -> f + " from " + from);
            }
        }
        assertEquals(
                ROWS.size(),
                ROWS.stream().map(r -> r.function() + r.range()).distinct().count());
    }

    /** All but those that copy, choose, or are one IEEE operation; pow has a table of its own. */
    @Example
    void everyKernelThatRoundsIsListed() {
        Set<String> plain =
                Set.of("NEG ABS SIGN SQUARE FLOOR CEIL ROUND RELU ADD SUB MUL DIV MAXIMUM MINIMUM POW RELU_GRAD PRELU"
                        .split(" "));
        Set<String> kernels = Stream.concat(Stream.of(Unary.values()), Stream.of(Binary.values()))
                .map(Enum::name)
                .filter(name -> !plain.contains(name))
                .collect(Collectors.toSet());
        assertEquals(kernels, Stream.of(Function.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    @Example
    void scansDontDependOnThreads() {
        List<Row> one = Workers.withThreads(1, () -> Scan.of(Function.SILU, kernels, 40009));
        List<Row> three = Workers.withThreads(3, () -> Scan.of(Function.SILU, kernels, 40009));
        assertEquals(one, three);
    }
}
