package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.merapi.simd.Kernels;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;

/** Which kernels run, and that a suite can't run others than it thinks it runs. */
class KernelsTest {
    /**
     * {@code -Dmerapi.expect.bits=preferred|512|256|128|scalar} (preferred if absent) says what this run is meant to
     * test. A width means that width, or the CPU's where that is narrower: {@code min(width, MaxVectorSize)}, HotSpot
     * having cut its flag down to the CPU. So a run for 256 whose {@code -XX:MaxVectorSize=32} was forgotten fails on a
     * 512-bit CPU, and scalar kernels pass as scalar alone.
     */
    @Example
    @Tag("bits")
    void theExpectedKernelsAreActive() {
        String expected = System.getProperty("merapi.expect.bits", "preferred");
        Kernels active = Kernels.active();
        String found = active.name() + " " + active.bits();
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        switch (expected) {
            case "scalar" -> assertEquals("scalar 32", found, Kernels.reason());
            case "preferred" -> assertEquals("vector " + preferred, found, Kernels.reason());
            case "512", "256", "128" ->
                assertEquals(
                        "vector " + Math.min(Integer.parseInt(expected), maxVectorBits()), found, Kernels.reason());
            default ->
                throw new IllegalArgumentException(
                        "merapi.expect.bits=" + expected + ": say preferred, 512, 256, 128 or scalar");
        }
    }

    private static int maxVectorBits() {
        var flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return 8 * Integer.parseInt(flags.getVMOption("MaxVectorSize").getValue());
    }

    @Example
    @Tag("bits")
    void theReasonNamesTheKernels() {
        assertTrue(Kernels.reason().startsWith(Kernels.active().name().equals("scalar") ? "scalar: " : "Vector API"));
    }

    @Example
    void withoutTheModuleScalarRunsWithOneWarningAndTheSameBits() {
        Child child = Child.run();
        assertEquals(0, child.code, child.text());
        assertEquals("scalar " + KernelsMain.hash(Kernels.active()), child.out().getFirst(), child.text());
        long warnings = child.lines.stream()
                .filter(line -> line.contains("`--add-modules jdk.incubator.vector`"))
                .count();
        assertEquals(1, warnings, child.text());
        assertEquals(
                1,
                child.lines.stream().filter(line -> line.startsWith("WARNING")).count(),
                child.text());
    }

    @Example
    void scalarAskedForIsNoCauseForAWarning() {
        Child child = Child.run("-Dmerapi.simd=scalar");
        assertEquals(
                List.of("scalar " + KernelsMain.hash(Kernels.active()), "scalar: asked for by -Dmerapi.simd=scalar"),
                child.lines,
                child.text());
    }

    @Example
    void vectorsAreFoundWithTheModule() {
        Child child = Child.run("--add-modules", "jdk.incubator.vector");
        assertEquals("vector " + KernelsMain.hash(Kernels.active()), child.out().getFirst(), child.text());
    }

    @Example
    void vectorAskedForButAbsentIsAnError() {
        Child child = Child.run("-Dmerapi.simd=vector");
        assertNotEquals(0, child.code);
        assertTrue(
                child.text().contains("-Dmerapi.simd=vector was asked for, but jdk.incubator.vector is not"),
                child.text());
    }

    @Example
    void nonsenseIsAnError() {
        Child child = Child.run("-Dmerapi.simd=nonsense");
        assertNotEquals(0, child.code);
        assertTrue(
                child.text().contains("-Dmerapi.simd=nonsense names no kernels: say vector or scalar"), child.text());
    }

    /** A JVM that ran {@link KernelsMain} on the class path: its exit code and the lines that it wrote. */
    private record Child(int code, List<String> lines) {
        static Child run(String... options) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options));
            command.addAll(List.of(
                    "-cp",
                    home(Kernels.class) + File.pathSeparator + home(KernelsMain.class),
                    KernelsMain.class.getName()));
            try {
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                List<String> lines = process.inputReader().readAllLines();
                return new Child(process.waitFor(), lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting for a child JVM", e);
            }
        }

        private static Path home(Class<?> c) {
            try {
                return Path.of(
                        c.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The lines that aren't warnings of the JVM or the library. */
        List<String> out() {
            return lines.stream()
                    .filter(line -> line.startsWith("scalar") || line.startsWith("vector"))
                    .toList();
        }

        String text() {
            return String.join("\n", lines);
        }
    }
}
