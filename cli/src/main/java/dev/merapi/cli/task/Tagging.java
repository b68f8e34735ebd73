package dev.merapi.cli.task;

import dev.merapi.models.data.Batch;
import dev.merapi.models.text.TaggedSentences;
import dev.merapi.models.zoo.BiLstmCrf;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Scope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tags of many sentences. */
final class Tagging {
    private static final int BATCH = 64;

    private Tagging() {}

    /**
     * The likeliest tags of each sentence. Those of similar length go together: a sentence's tags don't depend on
     * its batch.
     */
    static int[][] of(BiLstmCrf model, TaggedSentences sentences) {
        int[] lengths = sentences.lengths();
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> lengths[i]))
                .mapToInt(i -> i)
                .toArray();
        int[][] tags = new int[lengths.length][];
        Workers.forRange(Math.ceilDiv(order.length, BATCH), 1, (from, to) -> {
            for (int b = from; b < to; b++) {
                int[] indices = Arrays.copyOfRange(order, b * BATCH, Math.min(order.length, (b + 1) * BATCH));
                try (Scope _ = Scope.open()) {
                    Batch batch = sentences.batch(indices);
                    int t = batch.inputs().size(1);
                    int[] all = model.decode(batch.inputs(), batch.more().getFirst(), Optional.empty())
                            .toIntArray();
                    for (int k = 0; k < indices.length; k++) {
                        tags[indices[k]] = Arrays.copyOfRange(all, k * t, k * t + lengths[indices[k]]);
                    }
                }
            }
        });
        return tags;
    }
}
