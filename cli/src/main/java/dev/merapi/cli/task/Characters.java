package dev.merapi.cli.task;

import dev.merapi.models.io.Json;
import dev.merapi.models.text.Lines;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A folder's text by characters.
 *
 * @param learned the first nine tenths
 * @param held the rest, which isn't learned
 */
record Characters(Tokenizer tokenizer, int[] learned, int[] held) {
    private static final int MOST_SYMBOLS = 4096;

    /**
     * Reads {@code input.txt}.
     *
     * @param details the characters that an earlier run knew
     */
    static Characters read(Path folder, Optional<Json> details) {
        String text = Lines.readAll(folder.resolve("input.txt"));
        Tokenizer tokenizer = details.map(Tokenizer::of)
                .orElseGet(() -> Tokenizer.fit(List.of(text), Splitter.CHARACTERS, MOST_SYMBOLS));
        int[] tokens = tokenizer.encodeAll(text);
        int border = tokens.length / 10 * 9;
        return new Characters(
                tokenizer, Arrays.copyOf(tokens, border), Arrays.copyOfRange(tokens, border, tokens.length));
    }
}
