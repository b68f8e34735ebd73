package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Files of one JSON value a line, in UTF-8, plain or gzipped; empty lines are passed over. */
public final class JsonLines {
    private JsonLines() {}

    /** The values, in the file's order. */
    public static List<Json> read(Path file) {
        return read(file, Function.identity());
    }

    /**
     * What {@code sample} makes of each value, such as {@code value -> value.get("text").string()}; if it fails as a
     * {@link JsonException}, the error names the line.
     */
    public static <T> List<T> read(Path file, Function<Json, T> sample) {
        List<T> samples = new ArrayList<>();
        List<String> lines = Lines.read(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    samples.add(sample.apply(Json.parse(lines.get(i))));
                } catch (JsonException e) {
                    throw new FileFormatException(file, "line " + (i + 1) + ": " + e.getMessage(), new IOException(e));
                }
            }
        }
        if (samples.isEmpty()) {
            throw new FileFormatException(file, "there are no values in it; write one a line");
        }
        return List.copyOf(samples);
    }
}
