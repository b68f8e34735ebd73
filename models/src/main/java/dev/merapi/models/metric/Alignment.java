package dev.merapi.models.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Two sequences side by side, so that as few parts as can be differ, are missing or are too many (Levenshtein's
 * distance). Where several ways are as short, substitutions are preferred, then deletions, from the end.
 *
 * @param pairs from the beginning
 */
public record Alignment<T>(List<Pair<T>> pairs) {
    /** Copies the list. */
    public Alignment {
        pairs = List.copyOf(pairs);
    }

    /**
     * A place in both sequences.
     *
     * @param reference empty where the hypothesis has one too many
     * @param hypothesis empty where it lacks one
     */
    public record Pair<T>(Optional<T> reference, Optional<T> hypothesis) {
        /** Whether both are there and equal. */
        public boolean same() {
            return reference.equals(hypothesis);
        }
    }

    /** Of two sequences of anything that knows equality. */
    public static <T> Alignment<T> of(List<T> reference, List<T> hypothesis) {
        int[][] distance = distances(reference, hypothesis);
        List<Pair<T>> pairs = new ArrayList<>();
        int i = reference.size();
        int j = hypothesis.size();
        while (i > 0 || j > 0) {
            boolean both =
                    i > 0 && j > 0 && distance[i - 1][j - 1] + changed(reference, hypothesis, i, j) == distance[i][j];
            boolean missing = !both && i > 0 && distance[i - 1][j] + 1 == distance[i][j];
            pairs.add(new Pair<>(
                    both || missing ? Optional.of(reference.get(--i)) : Optional.empty(),
                    missing ? Optional.empty() : Optional.of(hypothesis.get(--j))));
        }
        Collections.reverse(pairs);
        return new Alignment<>(pairs);
    }

    /** [i][j]: of the first i and the first j parts. */
    private static <T> int[][] distances(List<T> reference, List<T> hypothesis) {
        int[][] distance = new int[reference.size() + 1][hypothesis.size() + 1];
        for (int i = 0; i <= reference.size(); i++) {
            for (int j = 0; j <= hypothesis.size(); j++) {
                distance[i][j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(
                                distance[i - 1][j - 1] + changed(reference, hypothesis, i, j),
                                Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
            }
        }
        return distance;
    }

    private static <T> int changed(List<T> reference, List<T> hypothesis, int i, int j) {
        return reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
    }
}
