package dev.merapi.cli.task;

import dev.merapi.cli.report.PerplexityBars;
import dev.merapi.models.zoo.NgramModel;
import java.util.List;
import java.util.stream.IntStream;

/** Counted n-gram models of a text, to hold other models against. */
final class Counted {
    /** The longest n-grams. */
    static final int ORDER = 6;

    private Counted() {}

    /**
     * The perplexities, on another text, of n-grams of one symbol, of two and so on; one model at a time, as they
     * are large.
     */
    static List<PerplexityBars.Model> perplexities(int[] learned, int[] held, int symbols) {
        return IntStream.rangeClosed(1, Math.min(ORDER, learned.length))
                .mapToObj(n -> new PerplexityBars.Model(
                        n + "-grams", NgramModel.fit(learned, n, symbols).perplexity(held), false))
                .toList();
    }
}
