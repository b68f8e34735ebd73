package dev.merapi.models.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a text becomes symbols. */
public enum Splitter {
    /** Words in lower case, all else thrown away: what Keras's Tokenizer does, whose filter keeps apostrophes. */
    WORDS {
        @Override
        public List<String> split(String text) {
            return FILTERED.splitAsStream(text.toLowerCase(Locale.ROOT))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        @Override
        public String join(List<String> symbols) {
            return String.join(" ", symbols);
        }
    },

    /** Whatever stands between white space, as it is: for texts that are tokenized already. */
    TOKENS {
        @Override
        public List<String> split(String text) {
            String stripped = text.strip();
            return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
        }

        @Override
        public String join(List<String> symbols) {
            return String.join(" ", symbols);
        }
    },

    /** Characters (code points), white space included. */
    CHARACTERS {
        @Override
        public List<String> split(String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }

        @Override
        public String join(List<String> symbols) {
            return String.join("", symbols);
        }
    };

    /** Keras's default filters, and white space. */
    private static final Pattern FILTERED = Pattern.compile("[!\"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~\\s]+");

    /** The symbols of a text, in their order. */
    public abstract List<String> split(String text);

    /** A text of these symbols. */
    public abstract String join(List<String> symbols);
}
