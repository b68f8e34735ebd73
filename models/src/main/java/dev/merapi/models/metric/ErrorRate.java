package dev.merapi.models.metric;

import java.util.List;

/**
 * (substitutions + deletions + insertions) / length of the references: the word or character error rate. The errors of
 * a pair are the fewest that turn the reference into the hypothesis, as {@link Alignment} finds them.
 *
 * @param substitutions parts that came out as others
 * @param deletions parts that are missing
 * @param insertions parts that are too many
 * @param length how many parts the references have
 */
public record ErrorRate(long substitutions, long deletions, long insertions, long length) {
    /** Nothing counted yet. */
    public static final ErrorRate NONE = new ErrorRate(0, 0, 0, 0);

    /** Word by word, as whitespace parts them. */
    public static ErrorRate words(String reference, String hypothesis) {
        return of(split(reference), split(hypothesis));
    }

    private static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** Character by character: Unicode's code points, spaces included. */
    public static ErrorRate characters(String reference, String hypothesis) {
        return of(
                reference.codePoints().boxed().toList(),
                hypothesis.codePoints().boxed().toList());
    }

    /** Of two sequences of anything that knows equality. */
    public static <T> ErrorRate of(List<T> reference, List<T> hypothesis) {
        int substitutions = 0;
        int deletions = 0;
        int insertions = 0;
        for (Alignment.Pair<T> pair : Alignment.of(reference, hypothesis).pairs()) {
            if (pair.reference().isEmpty()) {
                insertions++;
            } else if (pair.hypothesis().isEmpty()) {
                deletions++;
            } else if (!pair.same()) {
                substitutions++;
            }
        }
        return new ErrorRate(substitutions, deletions, insertions, reference.size());
    }

    /** Both together. */
    public ErrorRate plus(ErrorRate other) {
        return new ErrorRate(
                substitutions + other.substitutions,
                deletions + other.deletions,
                insertions + other.insertions,
                length + other.length);
    }

    /** All errors. */
    public long errors() {
        return substitutions + deletions + insertions;
    }

    /** From 0; above 1 if there are more errors than parts. Of no parts 0 without and infinite with errors. */
    public double value() {
        return length == 0 && errors() == 0 ? 0 : (double) errors() / length;
    }
}
