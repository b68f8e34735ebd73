package dev.merapi.cli;

import dev.merapi.cli.bench.SelfTest;
import dev.merapi.cli.text.Figures;
import dev.merapi.simd.Blas;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Memory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code merapi doctor}. */
@Command(
        name = "doctor",
        description = {"Say what Merapi finds on this machine, and try it for two seconds.", ""})
final class Doctor implements Callable<Integer> {
    private static final List<String> LIBRARY_FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/usr/local/lib",
            "/opt/OpenBLAS/lib",
            "/opt/homebrew/opt/openblas/lib",
            "/usr/local/opt/openblas/lib");

    @Override
    public Integer call() {
        say("merapi", Version.current());
        say("Java", Environment.java());
        say("system", Environment.system() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        say("kernels", Environment.kernels() + ": " + Kernels.reason());
        say("threads", String.valueOf(Workers.threads()));
        memory();
        say("BLAS", blas());
        return selfTest();
    }

    private static void memory() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        say(
                "memory",
                Figures.bytes(system.getTotalMemorySize()) + " in this machine; "
                        + Figures.bytes(Runtime.getRuntime().maxMemory()) + " at most for Java's heap, "
                        + Figures.bytes(Memory.stats().limit()) + " at most for tensors");
    }

    private static String blas() {
        return Blas.active()
                .map(Blas::toString)
                .orElseGet(() -> "not used; "
                        + openBlas()
                                .map(path -> "-Dmerapi.blas=" + path + " would use this one")
                                .orElse("no OpenBLAS found on the usual paths"));
    }

    private static Optional<Path> openBlas() {
        return LIBRARY_FOLDERS.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(folder -> library(folder).stream())
                .findFirst();
    }

    private static Optional<Path> library(Path folder) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "libopenblas*.{so,so.*,dylib}")) {
            var files = found.iterator();
            return files.hasNext() ? Optional.of(files.next()) : Optional.empty();
        } catch (IOException e) {
            // A folder that can't be looked into holds nothing that could be used.
            return Optional.empty();
        }
    }

    private static int selfTest() {
        say("matmul", String.format(Locale.ROOT, "512 x 512 x 512 at %.1f GFLOP/s", SelfTest.gigaflops()));
        Optional<Boolean> same = SelfTest.sameBits();
        say(
                "same bits",
                same.map(
                                yes -> yes
                                        ? "yes, the vector kernels give the scalar kernels' bits"
                                                + (Blas.active().isPresent() ? "; the BLAS's are its own" : "")
                                        : "NO: the vector kernels' results differ from the scalar kernels'; report this machine and Java")
                        .orElse("the Vector API isn't there, only the scalar kernels run"));
        return same.orElse(true) ? 0 : 1;
    }

    private static void say(String what, String fact) {
        System.out.println(what + " ".repeat(12 - what.length()) + fact);
    }
}
