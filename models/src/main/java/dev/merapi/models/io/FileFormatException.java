package dev.merapi.models.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A file whose contents aren't what they should be; the message is one sentence that names the file. */
public final class FileFormatException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    /** {@code file} is wrong: {@code sentence} says what was expected, what was found, and what to do. */
    public FileFormatException(Path file, String sentence) {
        this(file, sentence, new IOException(sentence));
    }

    /** The same, after a failure that tells more. */
    public FileFormatException(Path file, String sentence, IOException cause) {
        super(file + ": " + sentence, cause);
    }

    /** What comes of a file's contents; an IllegalArgumentException about them becomes the file's fault. */
    public static <T> T naming(Path file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new FileFormatException(file, e.getMessage(), new IOException(e));
        }
    }
}
