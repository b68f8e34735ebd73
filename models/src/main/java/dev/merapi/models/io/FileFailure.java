package dev.merapi.models.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Failures of the disk, told in one sentence that names the file. */
public final class FileFailure {
    private FileFailure() {}

    /** {@code file} couldn't be read. */
    static UncheckedIOException reading(Path file, IOException cause) {
        return new UncheckedIOException("couldn't read " + file + ": " + reason(cause), cause);
    }

    /** {@code file} couldn't be written; {@code consequence} says what is there now. */
    static UncheckedIOException writing(Path file, String consequence, IOException cause) {
        return new UncheckedIOException("couldn't write " + file + ": " + notMade(cause) + "; " + consequence, cause);
    }

    /** Why a file or folder couldn't be made: "no such file" then means that its folder, such as /proc, takes none. */
    public static String notMade(IOException e) {
        return e instanceof NoSuchFileException missing && missing.getFile() != null
                ? Path.of(missing.getFile()).toAbsolutePath().getParent() + " takes no new files or folders"
                : reason(e);
    }

    /** Java's file exceptions often carry no more than a path: says what their class means. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case FileNotFoundException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException inTheWay -> inTheWay.getFile() + " is in the way";
            case NotDirectoryException notFolder -> notFolder.getFile() + " is not a folder";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
