package dev.merapi.models.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes a file wholly or not at all: into a temporary file of the same folder, which is forced to the disk and then
 * renamed. Whoever opens the file sees the old contents or the new, at any moment and after any crash.
 *
 * <p>A failure (no space left, no permission) is an {@link UncheckedIOException} of one sentence that names the file; the
 * temporary file is removed and what was there before is untouched. What a killed process left is removed by the next one
 * that writes the same file.
 */
public final class AtomicFile {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String SUFFIX = ".tmp";

    private AtomicFile() {}

    /** What goes into a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the channel, which is at its start. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes text as UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes. */
    public static void write(Path file, byte[] bytes) {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes whatever {@code content} writes; makes the file's folder if there is none. */
    public static void write(Path file, Content content) {
        write(file, content, false);
    }

    /** Writes bytes into a file that isn't there yet; false, and nothing is written, if it's there. */
    public static boolean writeNew(Path file, byte[] bytes) {
        return write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)), true);
    }

    private static boolean write(Path file, Content content, boolean fresh) {
        Path target = file.toAbsolutePath();
        try {
            Path folder = Files.createDirectories(target.getParent());
            removeLeftovers(folder, prefix(target));
            Path temporary = folder.resolve(
                    prefix(target) + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + SUFFIX);
            try {
                writeAndForce(temporary, content);
                if (fresh && !claim(target)) {
                    return false;
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            forceFolder(folder);
            return true;
        } catch (IOException e) {
            boolean there = Files.exists(target);
            throw FileFailure.writing(
                    file, there ? "the file that was there before is unchanged" : "nothing was written", e);
        }
    }

    /** Takes a name with an empty file: a rename alone would replace what somebody else puts there meanwhile. */
    private static boolean claim(Path target) throws IOException {
        try {
            Files.createFile(target);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Writes the whole buffer; a channel may take less than it's given. */
    static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static void writeAndForce(Path temporary, Content content) throws IOException {
        try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /** The rename is on the disk once the folder is; some systems (Windows) can't force a folder, and needn't. */
    private static void forceFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.TRACE, () -> "can't force folder " + folder, e);
        }
    }

    private static void removeLeftovers(Path folder, String prefix) throws IOException {
        DirectoryStream.Filter<Path> leftover = path -> {
            String name = path.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(SUFFIX) && isOfDeadProcess(name.substring(prefix.length()));
        };
        try (var leftovers = Files.newDirectoryStream(folder, leftover)) {
            for (Path path : leftovers) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** From {@code 1234-5.tmp}. */
    private static boolean isOfDeadProcess(String rest) {
        int dash = rest.indexOf('-');
        try {
            return dash > 0
                    && ProcessHandle.of(Long.parseLong(rest.substring(0, dash))).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
