package dev.merapi.models.text;

import java.util.List;

/** Texts and what each is in another language, or another form. */
public record TextPairs(List<String> sources, List<String> targets) {
    /** Checks that there are as many. */
    public TextPairs {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        if (sources.size() != targets.size()) {
            throw new IllegalArgumentException(sources.size() + " texts and " + targets.size()
                    + " translations don't pair up; give as many of both");
        }
    }

    /** How many there are. */
    public int size() {
        return sources.size();
    }

    /** The first {@code n}, or all if there are fewer. */
    public TextPairs limit(int n) {
        int m = Math.min(n, size());
        return new TextPairs(sources.subList(0, m), targets.subList(0, m));
    }
}
