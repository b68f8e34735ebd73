package dev.merapi.tests.cli;

import dev.merapi.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The {@code merapi} command in this JVM, which is warm: for what needs no process of its own. Paths are absolute. */
final class Here {
    private Here() {}

    /** Runs to the end. */
    static Command.Outcome run(Object... args) {
        return run(new byte[0], args);
    }

    /** Runs with this on standard input. */
    static Command.Outcome run(byte[] input, Object... args) {
        var out = new ByteArrayOutputStream();
        Command.Outcome outcome = run(input, out, args);
        return new Command.Outcome(outcome.code(), out.toString(StandardCharsets.UTF_8), outcome.err());
    }

    /** Runs with standard output into a stream. */
    static Command.Outcome into(OutputStream out, Object... args) {
        return run(new byte[0], out, args);
    }

    private static Command.Outcome run(byte[] input, OutputStream out, Object... args) {
        var err = new ByteArrayOutputStream();
        InputStream systemIn = System.in;
        PrintStream systemOut = System.out;
        PrintStream systemErr = System.err;
        System.setIn(new ByteArrayInputStream(input));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
            return new Command.Outcome(code, "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(systemIn);
            System.setOut(systemOut);
            System.setErr(systemErr);
        }
    }
}
