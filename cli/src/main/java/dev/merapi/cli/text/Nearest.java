package dev.merapi.cli.text;

import dev.merapi.models.metric.ErrorRate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that somebody may have meant who wrote another. */
public final class Nearest {
    private static final int MOST = 2;

    private Nearest() {}

    /** Of these names the nearest, by characters put in, taken out or replaced; empty if none is near. */
    public static List<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(k, name) <= Math.max(2, k.length() / 3))
                .filter(k -> distance(k, name) < bare(k).length())
                .sorted(Comparator.<String>comparingLong(k -> distance(k, name)).thenComparing(k -> k))
                .limit(MOST)
                .toList();
    }

    private static String bare(String name) {
        return name.replaceFirst("^-+", "");
    }

    private static long distance(String a, String b) {
        return ErrorRate.characters(bare(a), bare(b)).errors();
    }
}
