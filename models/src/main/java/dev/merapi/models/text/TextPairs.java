package dev.merapi.models.text;

import dev.merapi.models.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Texts and what each is in another language, or another form.
 *
 * @param files whose lines they are, if they are
 */
public record TextPairs(List<String> sources, List<String> targets, Optional<Files> files) {
    /** Checks that there are as many. */
    public TextPairs {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        if (sources.size() != targets.size()) {
            throw new IllegalArgumentException(sources.size() + " texts and " + targets.size()
                    + " translations don't pair up; give as many of both");
        }
    }

    /** Texts that are in no file. */
    public TextPairs(List<String> sources, List<String> targets) {
        this(sources, targets, Optional.empty());
    }

    /** Where texts are from, a line each: errors name file and line. */
    public record Files(Path sources, Path targets) {}

    /** How many there are. */
    public int size() {
        return sources.size();
    }

    /** The first {@code n}, or all if there are fewer. */
    public TextPairs limit(int n) {
        int m = Dataset.limited(size(), n);
        return new TextPairs(sources.subList(0, m), targets.subList(0, m), files);
    }
}
