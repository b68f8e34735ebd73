package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code merapi} command in a process of its own, with this JVM's Java and class path. */
final class Command {
    private static final long MINUTES = 5;

    private final Path folder;
    private final List<String> jvm = new ArrayList<>();
    private final List<String> shell = new ArrayList<>();
    private boolean nativeAccess = true;

    /** Runs in {@code folder}. */
    Command(Path folder) {
        this.folder = folder;
    }

    /** What a finished process said. */
    record Outcome(int code, String out, String err) {
        /** All is well. */
        Outcome ok() {
            assertEquals(0, code, err);
            return this;
        }

        /** It failed with this code, and one sentence that holds these words. */
        Outcome failed(int expected, String... words) {
            assertEquals(expected, code, out + err);
            List<String> lines = err.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("WARNING: Using incubator modules"))
                    .toList();
            assertEquals(1, lines.size(), err);
            assertTrue(lines.getFirst().startsWith("merapi: "), err);
            for (String word : words) {
                assertTrue(err.contains(word), () -> "no \"" + word + "\" in: " + err);
            }
            assertFalse(err.contains("\tat "), err);
            return this;
        }

        /** The last line of standard output. */
        String last() {
            return out.lines().toList().getLast();
        }
    }

    /** With an option for the JVM. */
    Command jvm(String option) {
        jvm.add(option);
        return this;
    }

    /** In a JVM that lets no class call native code. */
    Command withoutNativeAccess() {
        nativeAccess = false;
        return this;
    }

    /** With files of at most so many KiB: the nearest to a full disk that needs no rights. */
    Command filesUpTo(int kibibytes) {
        return through("ulimit -f " + kibibytes + "; exec \"$@\"");
    }

    /** Started by a script of bash as its {@code "$@"}. */
    Command through(String script) {
        shell.addAll(List.of("bash", "-c", script, "bash"));
        return this;
    }

    /** Runs to the end. */
    Outcome run(Object... args) throws IOException, InterruptedException {
        return finish(start(args));
    }

    /** Starts and leaves it running; standard output and error go to files in the folder. */
    Process start(Object... args) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-Xmx512m", "--add-modules=jdk.incubator.vector", "-Dstdout.encoding=UTF-8"));
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(jvm);
        command.addAll(List.of("-cp", absoluteClassPath(), "dev.merapi.cli.Main"));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    /** Waits for it. */
    Outcome finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + MINUTES + " minutes: " + process.info());
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8));
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }
}
