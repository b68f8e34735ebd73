package dev.merapi.cli.text;

import dev.merapi.models.metric.ErrorRate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that somebody may have meant who wrote another. */
public final class Nearest {
    private static final int MOST = 2;

    /** Letters from which on a word of a name stands for it. */
    private static final int WORD = 3;

    private Nearest() {}

    /**
     * Of these names the nearest, by characters put in, taken out or replaced, in the whole name or in a word of it, or in its
     * words the other way round; empty if none is near.
     */
    public static List<String> of(String name, Collection<String> known) {
        return known.stream()
                .map(k -> Guess.of(bare(name), k))
                .filter(Guess::near)
                .sorted()
                .limit(MOST)
                .map(Guess::name)
                .toList();
    }

    private static String bare(String name) {
        return name.replaceFirst("^-+", "");
    }

    /** What of a known name is near. */
    private record Guess(String name, String part, int place, long distance) implements Comparable<Guess> {
        /** The nearest part of a known name: all of it, its words in reverse order, or one of them. */
        static Guess of(String written, String known) {
            String whole = bare(known);
            List<String> words = Arrays.asList(whole.split("-"));
            Guess best = new Guess(known, whole, 0, errors(whole, written))
                    .or(String.join("-", words.reversed()), 0, written);
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).length() >= WORD) {
                    best = best.or(words.get(i), i + 1, written);
                }
            }
            return best;
        }

        private Guess or(String other, int at, String written) {
            long d = errors(other, written);
            return d < distance ? new Guess(name, other, at, d) : this;
        }

        private static long errors(String a, String b) {
            return ErrorRate.characters(a, b).errors();
        }

        boolean near() {
            long most = place == 0 ? Math.max(2, part.length() / 3) : part.length() / 4;
            return distance <= most && distance < part.length();
        }

        @Override
        public int compareTo(Guess other) {
            return Comparator.comparingLong(Guess::distance)
                    .thenComparingInt(Guess::place)
                    .thenComparing(Guess::name)
                    .compare(this, other);
        }
    }
}
