package dev.merapi.cli.text;

import java.nio.file.Path;

/** Paths in commands that people paste into a shell. */
public final class Pasted {
    private Pasted() {}

    /** The path as it is or, where a shell would take it apart, in quotes. */
    public static String path(Path path) {
        // A leading hyphen would begin an option.
        String text =
                path.toString().startsWith("-") ? Path.of(".", path.toString()).toString() : path.toString();
        return text.matches("[\\p{L}\\p{M}\\p{N}_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
