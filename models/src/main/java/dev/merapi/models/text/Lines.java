package dev.merapi.models.text;

import dev.merapi.models.io.ByteReader;
import dev.merapi.models.io.FileFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text files by the line, plain or gzipped. */
public final class Lines {
    private static final int LONGEST_FILE = 1 << 30;

    /** Some editors begin files of UTF-8 with a byte order mark. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private Lines() {}

    /** The lines of a file of UTF-8, without their ends and without a byte order mark before the first. */
    public static List<String> read(Path file) {
        return read(file, StandardCharsets.UTF_8);
    }

    /** The lines of a file in another encoding; bytes that aren't text in it are an error that names the line. */
    public static List<String> read(Path file, Charset charset) {
        byte[] bytes = bytes(file);
        List<String> lines = new ArrayList<>();
        int start = charset.equals(StandardCharsets.UTF_8) && startsWithMark(bytes) ? MARK.length : 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            lines.add(decode(file, lines.size() + 1, ByteBuffer.wrap(bytes, start, last - start), charset));
            start = end + 1;
        }
        return lines;
    }

    /** A whole file of UTF-8 as one text. */
    public static String readAll(Path file) {
        return String.join("\n", read(file)) + "\n";
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static String decode(Path file, int line, ByteBuffer bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new FileFormatException(
                    file, "line " + line + " isn't text in " + charset + "; convert the file to " + charset, e);
        }
    }

    private static byte[] bytes(Path file) {
        try (var reader = ByteReader.open(file)) {
            return reader.rest(LONGEST_FILE);
        }
    }
}
