package dev.merapi.models.text;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * English text as words the way treebanks part them, nearly: marks stand alone, and so do the ends of contractions, as
 * in do|n't, it|'s and they|'ll; numbers keep their points and commas, compounds their hyphens. Text that is parted so
 * stays as it is. Source: R. MacIntyre, the Penn Treebank's tokenizer, 1995.
 */
public final class TreebankWords {
    private static final String LETTER = "[\\p{L}\\p{M}]";

    private static final Pattern WORD = Pattern.compile(
            String.join(
                    "|",
                    LETTER + "+(?=n['\u2019]t\\b)",
                    "n['\u2019]t\\b",
                    "['\u2019](?:s|re|ve|ll|d|m)\\b",
                    "\\p{N}+(?:[.,:]\\p{N}+)*" + LETTER + "*",
                    LETTER + "[\\p{L}\\p{M}\\p{N}]*(?:-[\\p{L}\\p{M}\\p{N}]+)*",
                    "([.!?'`-])\\1+",
                    "\\S"),
            Pattern.CASE_INSENSITIVE);

    private TreebankWords() {}

    /** A text's words, case and all. */
    public static List<String> split(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }
}
