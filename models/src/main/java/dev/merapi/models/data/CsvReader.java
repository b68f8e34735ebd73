package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the records of a CSV text from front to back. */
final class CsvReader {
    private final Path file;
    private final String text;
    private final char separator;
    private int at;
    private int line = 1;
    private int lineStart;

    CsvReader(Path file, String text, char separator) {
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException("fields can't be parted by quotes or line ends; use ',', ';' or a tab");
        }
        this.file = file;
        this.text = text;
        this.separator = separator;
    }

    List<Table.Row> records() {
        List<Table.Row> records = new ArrayList<>();
        while (at < text.length()) {
            records.add(record());
        }
        return records;
    }

    private Table.Row record() {
        int first = line;
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (at < text.length() && text.charAt(at) == separator) {
            at++;
            fields.add(field());
        }
        int end = lineEnd();
        if (end == 0 && at < text.length()) {
            throw wrong("something follows the closing quote; double quotes inside of quotes");
        }
        at += end;
        newLine(end > 0);
        return new Table.Row(first, fields);
    }

    /** The length of the line end here; 0 if there's none. */
    private int lineEnd() {
        return text.startsWith("\r\n", at) ? 2 : text.startsWith("\n", at) ? 1 : 0;
    }

    private void newLine(boolean reached) {
        if (reached) {
            line++;
            lineStart = at;
        }
    }

    private String field() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != separator && lineEnd() == 0) {
            if (text.charAt(at) == '"') {
                throw wrong("a quote stands in a field that doesn't begin with one; put the field in quotes");
            }
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        int openLine = line;
        int openColumn = at - lineStart + 1;
        StringBuilder field = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                if (!text.startsWith("\"\"", at)) {
                    at++;
                    return field.toString();
                }
                at++;
            }
            field.append(c);
            if (c == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
        throw new FileFormatException(
                file, "the quote at line " + openLine + ", column " + openColumn + " isn't closed; close it");
    }

    private FileFormatException wrong(String what) {
        return new FileFormatException(file, "line " + line + ", column " + (at - lineStart + 1) + ": " + what);
    }
}
