package dev.merapi.cli.task;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.text.Lines;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Vocabulary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A folder's text by characters.
 *
 * @param file where it's from
 * @param learned the first nine tenths
 * @param held the rest, which isn't learned
 */
record Characters(Path file, Tokenizer tokenizer, int[] learned, int[] held) {
    /** How many different characters a text may have. */
    static final int MOST = 4094;

    /**
     * Reads {@code input.txt}.
     *
     * @param details the characters that an earlier run knew
     */
    static Characters read(Path folder, Optional<Json> details) {
        Path file = folder.resolve("input.txt");
        String text = Lines.readAll(file);
        Tokenizer tokenizer = details.map(Tokenizer::of).orElseGet(() -> fit(file, text));
        int[] tokens = tokenizer.encode(text);
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == Vocabulary.UNKNOWN) {
                throw unknown(file, text, i, tokenizer.vocabulary().size() - 2);
            }
        }
        int border = tokens.length / 10 * 9;
        return new Characters(
                file, tokenizer, Arrays.copyOf(tokens, border), Arrays.copyOfRange(tokens, border, tokens.length));
    }

    private static Tokenizer fit(Path file, String text) {
        long different = text.codePoints().distinct().count();
        if (different > MOST) {
            throw new FileFormatException(
                    file,
                    "it has " + different + " different characters, but a model of characters knows at most " + MOST
                            + "; take a text of fewer, or write its rare ones otherwise");
        }
        return Tokenizer.fit(List.of(text), Splitter.CHARACTERS, MOST + 2);
    }

    /** Line and column are counted from 1, the column in characters. */
    private static FileFormatException unknown(Path file, String text, int number, int known) {
        int[] before = text.codePoints().limit(number + 1L).toArray();
        int line = 1;
        int column = 0;
        for (int i = 0; i < number; i++) {
            boolean ends = before[i] == '\n';
            line += ends ? 1 : 0;
            column = ends ? 0 : column + 1;
        }
        return new FileFormatException(
                file,
                "line " + line + ", column " + (column + 1) + " has '" + Character.toString(before[number])
                        + "', which isn't among the " + known
                        + " characters that the model knows; take it out, or train anew on this text");
    }

    /** Checks that both parts have a window of so many characters and one behind it. */
    Characters windows(int length) {
        if (learned.length <= length || held.length <= length) {
            throw new FileFormatException(
                    file,
                    "of its " + (learned.length + held.length) + " characters " + learned.length
                            + " are to learn from and " + held.length + " (the last tenth) to validate on, but both"
                            + " need " + (length + 1) + ", a window of " + length
                            + " and one behind it; take a text of "
                            + 10 * (length + 1) + " or more");
        }
        return this;
    }
}
