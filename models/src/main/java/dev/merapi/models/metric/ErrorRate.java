package dev.merapi.models.metric;

import java.util.List;

/**
 * (substitutions + deletions + insertions) / length of the references: the word or character error rate. The errors of
 * a pair are the fewest that turn the reference into the hypothesis (Levenshtein's distance); where several ways are as
 * short, substitutions are preferred, then deletions, from the end.
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
        int m = reference.size();
        int n = hypothesis.size();
        int[][] distance = new int[m + 1][n + 1];
        for (int i = 0; i <= m; i++) {
            distance[i][0] = i;
        }
        for (int j = 0; j <= n; j++) {
            distance[0][j] = j;
        }
        for (int i = 1; i <= m; i++) {
            for (int j = 1; j <= n; j++) {
                int other = reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
                int one = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
                distance[i][j] = Math.min(distance[i - 1][j - 1] + other, one);
            }
        }
        return traced(distance, reference, hypothesis);
    }

    /** Walks back along a shortest way and counts what it consists of. */
    private static <T> ErrorRate traced(int[][] distance, List<T> reference, List<T> hypothesis) {
        int substitutions = 0;
        int deletions = 0;
        int insertions = 0;
        int i = reference.size();
        int j = hypothesis.size();
        while (i > 0 || j > 0) {
            int other = i > 0 && j > 0 && reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
            if (i > 0 && j > 0 && distance[i - 1][j - 1] + other == distance[i][j]) {
                substitutions += other;
                i--;
                j--;
            } else if (i > 0 && distance[i - 1][j] + 1 == distance[i][j]) {
                deletions++;
                i--;
            } else {
                insertions++;
                j--;
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
