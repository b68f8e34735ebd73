package dev.merapi.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main method in a JVM of its own, with this JVM's Java and class path. */
public final class Child {
    private Child() {}

    /** What it says on standard output. */
    public static String run(List<String> options, Class<?> main, String... args)
            throws IOException, InterruptedException {
        Process process = start(options, main, args);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return out;
    }

    /** Kills it as soon as it has said this line. */
    public static void killAt(String wanted, Class<?> main, String... args) throws IOException, InterruptedException {
        Process process = start(List.of(), main, args);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals(wanted)) {
                line = out.readLine();
            }
            assertEquals(wanted, line, "the child ended before it could be killed");
        }
        process.destroyForcibly().waitFor();
    }

    private static Process start(List<String> options, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
