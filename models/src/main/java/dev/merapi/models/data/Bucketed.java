package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A data set of sequences of which those of similar length come together in training, so that a batch needs little
 * padding: the samples are shuffled, cut into pools of a hundred batches, each pool is sorted by length and cut into
 * batches, and the batches are shuffled. Outside training it's the data set itself.
 *
 * @param lengths by sample
 */
public record Bucketed(Dataset data, int[] lengths) implements Derived {
    private static final int POOL = 100;

    /** Copies and checks the lengths. */
    public Bucketed {
        lengths = lengths.clone();
        if (lengths.length != data.size()) {
            throw new ShapeException(data.size() + " samples need as many lengths, not " + lengths.length);
        }
    }

    /** A batch that isn't full comes last: it would shift the others' borders. */
    @Override
    public int[] trainingOrder(int batchSize, RandomKey epoch) {
        Batches.checkSize(batchSize);
        int[] sorted = sortedInPools(epoch.permutation(size()), batchSize);
        int full = size() / batchSize;
        int[] order = sorted.clone();
        int[] batches = epoch.fold("batches").permutation(full);
        for (int i = 0; i < full; i++) {
            System.arraycopy(sorted, batches[i] * batchSize, order, i * batchSize, batchSize);
        }
        return order;
    }

    /** Equally long ones stay in their order: the sort is stable. */
    private int[] sortedInPools(int[] order, int batchSize) {
        int pool = Math.clamp((long) batchSize * POOL, 1, Math.max(1, order.length));
        return IntStream.range(0, Math.ceilDiv(order.length, pool))
                .flatMap(p -> Arrays.stream(order, p * pool, (int) Math.min(order.length, (p + 1L) * pool))
                        .boxed()
                        .sorted(Comparator.comparingInt((Integer i) -> lengths[i]))
                        .mapToInt(i -> i))
                .toArray();
    }
}
