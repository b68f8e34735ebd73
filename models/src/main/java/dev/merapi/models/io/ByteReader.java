package dev.merapi.models.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file from front to back, unpacked if it is gzipped (known by its first two bytes, not by its name).
 *
 * <p>Memory grows with what the file really holds, never with what it claims. Every failure names the file.
 */
public final class ByteReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private long position;

    private ByteReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Opens a file, plain or gzipped. */
    public static ByteReader open(Path file) {
        try {
            InputStream plain = new BufferedInputStream(Files.newInputStream(file), BUFFER);
            try {
                plain.mark(2);
                boolean zipped = plain.read() == 0x1f && plain.read() == 0x8b;
                plain.reset();
                return new ByteReader(file, zipped ? new GZIPInputStream(plain, BUFFER) : plain);
            } catch (IOException e) {
                plain.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The number of bytes read so far, unpacked. */
    public long position() {
        return position;
    }

    /**
     * The next {@code n} bytes.
     *
     * @param what they are, for the error of a file that ends before: "60000 labels"
     */
    public byte[] take(int n, String what) {
        byte[] bytes = takeUpTo(n);
        if (bytes.length < n) {
            throw new FileFormatException(
                    file,
                    "the file is cut short: " + what + " take " + n + " bytes, but only " + bytes.length
                            + " are there; get the file again");
        }
        return bytes;
    }

    /** The next {@code n} bytes, fewer at the end of the file. */
    public byte[] takeUpTo(int n) {
        try {
            byte[] bytes = in.readNBytes(n);
            position += bytes.length;
            return bytes;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** All bytes that are left; more than {@code most} are an error. */
    public byte[] rest(int most) {
        var out = new ByteArrayOutputStream();
        for (byte[] piece = takeUpTo(BUFFER); piece.length > 0; piece = takeUpTo(BUFFER)) {
            if (out.size() > most - piece.length) {
                throw new FileFormatException(
                        file, "the file holds more than " + most + " bytes, which isn't read; split it into several");
            }
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    /** Fails if there is more. */
    public void end() {
        if (takeUpTo(1).length > 0) {
            throw new FileFormatException(
                    file,
                    "the file is too long: it should end after " + (position - 1)
                            + " bytes, but goes on; get the file again");
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static RuntimeException failure(Path file, IOException e) {
        return switch (e) {
            case ZipException damaged ->
                new FileFormatException(
                        file, "the gzip packing is damaged (" + e.getMessage() + "); get the file again", e);
            case EOFException early ->
                new FileFormatException(
                        file, "the file is cut short: its gzip packing has no end; get the file again", e);
            default -> FileFailure.reading(file, e);
        };
    }
}
