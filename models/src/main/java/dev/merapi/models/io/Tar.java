package dev.merapi.models.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files in a tar archive, plain or gzipped, one after another: POSIX's ustar with pax's and GNU's long names.
 * Folders and links are passed over. Nothing is written to the disk; a name is a name, wherever it points.
 *
 * <pre>{@code
 * try (var tar = Tar.open(path)) {
 *     for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
 *         ...
 *     }
 * }
 * }</pre>
 */
public final class Tar implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int LARGEST = 1 << 30;
    private static final int LONGEST_NAME = 1 << 16;

    private final Path file;
    private final ByteReader reader;

    private Tar(Path file, ByteReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** A file of the archive; the name has no {@code ./} in front. */
    public record Entry(String name, byte[] bytes) {}

    /** Opens an archive. */
    public static Tar open(Path file) {
        return new Tar(file, ByteReader.open(file));
    }

    /** The next file; empty at the archive's end. */
    public Optional<Entry> next() {
        Optional<String> longName = Optional.empty();
        while (true) {
            byte[] header = reader.take(BLOCK, "an entry's header, or the zeros at the end,");
            if (isZero(header)) {
                return Optional.empty();
            }
            checkSum(header);
            String name = longName.orElse(name(header));
            long size = size(header, name);
            switch (header[156]) {
                case '0', 0 -> {
                    return Optional.of(new Entry(plain(name), contents(name, size, LARGEST)));
                }
                case 'L' -> longName = Optional.of(text(contents(name, size, LONGEST_NAME)));
                case 'x' -> longName = path(contents(name, size, LONGEST_NAME)).or(() -> Optional.of(name));
                default -> {
                    contents(name, size, LARGEST);
                    longName = Optional.empty();
                }
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    private static boolean isZero(byte[] block) {
        int all = 0;
        for (byte b : block) {
            all |= b;
        }
        return all == 0;
    }

    /** The header's bytes add up to the number in it, its own eight taken as spaces. */
    private void checkSum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (octal(header, 148, 8) != sum) {
            throw wrong("isn't one: its checksum doesn't fit; get the archive again, if it is one");
        }
    }

    private long size(byte[] header, String name) {
        long size = octal(header, 124, 12);
        if (size < 0) {
            throw wrong("('" + name + "') has no size that can be read; get the archive again");
        }
        return size;
    }

    /** -1 if it's no octal number. */
    private static long octal(byte[] header, int from, int length) {
        String digits = text(header, from, length).strip();
        return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
    }

    private byte[] contents(String name, long size, int most) {
        if (size > most) {
            throw wrong("('" + name + "') is of " + size + " bytes, but no more than " + most
                    + " are read; is the archive damaged?");
        }
        byte[] bytes = reader.take((int) size, "the contents of '" + name + "'");
        reader.take((int) (-size & (BLOCK - 1)), "the zeros behind '" + name + "'");
        return bytes;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        // GNU's magic number is "ustar  ", and there the prefix's place holds something else.
        String prefix = text(header, 257, 6).equals("ustar") ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    /** Up to the first zero. */
    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    /** Of pax's records {@code "27 path=some/long/name\n"}, whose number is that of their bytes, the path. */
    private Optional<String> path(byte[] records) {
        Optional<String> path = Optional.empty();
        int at = 0;
        while (at < records.length) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            int length = length(new String(records, at, space - at, StandardCharsets.US_ASCII));
            if (length <= space - at + 1 || length > records.length - at || records[at + length - 1] != '\n') {
                throw wrong("has extended attributes that can't be read; get the archive again");
            }
            String record = new String(records, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
            if (record.startsWith("path=")) {
                path = Optional.of(record.substring("path=".length()));
            }
            at += length;
        }
        return path;
    }

    private static int length(String digits) {
        return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
    }

    private FileFormatException wrong(String what) {
        String sentence = "the archive's entry before byte " + reader.position() + " " + what;
        return new FileFormatException(file, sentence, new IOException(sentence));
    }
}
