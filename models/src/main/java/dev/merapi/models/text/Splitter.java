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

    /**
     * Words, numbers and punctuation marks in lower case, as the scorers of translations split them: marks stand alone,
     * but apostrophes, hyphens behind letters, and points and commas between digits belong to their word. Source:
     * mteval-v13a, sacreBLEU's default "13a", with "lc".
     */
    WORDS_AND_MARKS {
        @Override
        public List<String> split(String text) {
            String line = " " + text.toLowerCase(Locale.ROOT) + " ";
            line = MARK.matcher(line).replaceAll(" $1 ");
            line = BEHIND_OTHERS.matcher(line).replaceAll("$1 $2 ");
            line = BEFORE_OTHERS.matcher(line).replaceAll(" $1 $2");
            return TOKENS.split(HYPHEN_BEHIND_DIGIT.matcher(line).replaceAll("$1 - "));
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

    /** ASCII's punctuation but ' , - . */
    private static final Pattern MARK = Pattern.compile("([!-&(-+/:-@\\[-`{-~])");

    private static final Pattern BEHIND_OTHERS = Pattern.compile("([^0-9])([.,])");
    private static final Pattern BEFORE_OTHERS = Pattern.compile("([.,])([^0-9])");
    private static final Pattern HYPHEN_BEHIND_DIGIT = Pattern.compile("([0-9])-");

    /** The symbols of a text, in their order. */
    public abstract List<String> split(String text);

    /** A text of these symbols. */
    public abstract String join(List<String> symbols);
}
