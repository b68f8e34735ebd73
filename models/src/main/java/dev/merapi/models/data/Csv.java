package dev.merapi.models.data;

import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.ByteReader;
import dev.merapi.models.text.Lines;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comma-separated values as RFC 4180 has them, in UTF-8, plain or gzipped: the first record names the columns; a field
 * in quotes may hold separators, line ends and, doubled, quotes. Read strictly: a quote elsewhere, a record of another
 * number of fields or a name twice is an error that tells line and column.
 */
public final class Csv {
    private static final int LONGEST_FILE = 1 << 30;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Csv() {}

    /** Reads a file whose fields are parted by commas. */
    public static Table read(Path file) {
        return read(file, ',');
    }

    /** Reads a file whose fields are parted by another character, such as a semicolon or a tab. */
    public static Table read(Path file, char separator) {
        try (var reader = ByteReader.open(file)) {
            byte[] bytes = reader.rest(LONGEST_FILE);
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return parse(file, text.toString(), separator);
        } catch (CharacterCodingException e) {
            // Fails as well, and names the line.
            return parse(file, Lines.readAll(file), separator);
        }
    }

    /** Reads a text; {@code name} is what errors call it. */
    public static Table parse(Path name, String text, char separator) {
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return Table.of(name, new CsvReader(name, marked ? text.substring(1) : text, separator).records());
    }

    /** Writes a table; fields are quoted where they must be. */
    public static void write(Path file, Table table) {
        AtomicFile.write(file, text(table, ','));
    }

    /** What {@link #write} writes, with any separator. */
    public static String text(Table table, char separator) {
        List<List<String>> records = new ArrayList<>(List.of(table.header()));
        table.rows().forEach(row -> records.add(row.values()));
        return records.stream()
                .map(record -> record.stream()
                        .map(field -> quoted(field, separator, record.size()))
                        .collect(Collectors.joining(String.valueOf(separator))))
                .flatMap(line -> Stream.of(line, "\r\n"))
                .collect(Collectors.joining());
    }

    /** A lone empty field is quoted too: a line without anything would be hard to see. */
    private static String quoted(String field, char separator, int fields) {
        boolean plain = field.chars()
                .noneMatch(c -> c == '"' || c == '\n' || c == '\r' || c == separator || c == BYTE_ORDER_MARK);
        return plain && !(fields == 1 && field.isEmpty()) ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
