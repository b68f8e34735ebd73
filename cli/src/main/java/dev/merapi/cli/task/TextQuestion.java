package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.models.io.Excerpt;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.TreebankWords;
import dev.merapi.models.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A text to ask a model about.
 *
 * @param numbers its symbols'
 */
record TextQuestion(String text, int[] numbers) {
    /** Fails if the text has no symbols. People's own text isn't parted into tokens yet: that is done here. */
    static TextQuestion of(String text, Tokenizer tokenizer) {
        List<String> symbols = tokenizer.splitter() == Splitter.TOKENS
                ? TreebankWords.split(text)
                : tokenizer.splitter().split(text);
        if (symbols.isEmpty()) {
            throw new Failure("the text '" + Excerpt.of(text) + "' has no words to ask about; write some, in quotes");
        }
        return new TextQuestion(
                text,
                symbols.stream()
                        .mapToInt(symbol -> number(symbol, tokenizer.vocabulary()))
                        .toArray());
    }

    /** Of a word that is known in lower case alone, that one's. */
    private static int number(String symbol, Vocabulary vocabulary) {
        return vocabulary.number(vocabulary.contains(symbol) ? symbol : symbol.toLowerCase(Locale.ROOT));
    }

    /** Fails if it's longer. */
    TextQuestion upTo(int longest) {
        if (numbers.length > longest) {
            throw new Failure("the text '" + Excerpt.of(text) + "' has " + numbers.length
                    + " symbols, but the model takes 1 to " + longest + "; shorten it");
        }
        return this;
    }

    /** Fails if a symbol isn't known. */
    TextQuestion known(Tokenizer tokenizer) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == Vocabulary.UNKNOWN) {
                throw new Failure("symbol " + i + " of the text '" + Excerpt.of(text) + "', '"
                        + tokenizer.splitter().split(text).get(i)
                        + "', isn't among those that the model has learned; leave it out");
            }
        }
        return this;
    }

    /**
     * For people: the text, and what of it the model doesn't see.
     *
     * @param longest how many symbols it looks at
     * @param part what of a longer text is cut, such as {@code end is}
     */
    String shown(int longest, String part) {
        long unknown =
                Arrays.stream(numbers).filter(n -> n == Vocabulary.UNKNOWN).count();
        return Excerpt.of(text)
                + (unknown == 0 ? "" : " (" + unknown + " of " + numbers.length + " symbols unknown)")
                + (numbers.length <= longest ? "" : " (its " + part + " cut to " + longest + " symbols)");
    }

    /** The same of a text that it sees whole. */
    String shown() {
        return shown(numbers.length, "");
    }
}
