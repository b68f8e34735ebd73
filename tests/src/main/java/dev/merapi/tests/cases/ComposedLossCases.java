package dev.merapi.tests.cases;

import dev.merapi.tests.OperatorCase;
import java.util.List;
import java.util.stream.Stream;

/** Losses, which are composed of operators: the names of their rows are those of their classes. */
public final class ComposedLossCases {
    private ComposedLossCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(
                        PairLossCases.all(),
                        LabelLossCases.all(),
                        EmbeddingLossCases.all(),
                        OverlapLossCases.all(),
                        SequenceLossCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
