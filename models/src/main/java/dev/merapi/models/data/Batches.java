package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One pass over a data set in batches; the last may be smaller, or left out. A daemon thread makes the next two while the caller
 * works on one. Which samples a batch holds follows from the data set, the batch size and the key alone.
 *
 * <pre>{@code
 * try (var batches = Batches.shuffled(data, 128, key.fold(epoch))) {
 *     while (batches.hasNext()) {
 *         try (var scope = Scope.open()) {
 *             Batch batch = batches.next(scope);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>An exception of the data set reaches the caller in {@link #next}. Belongs to one thread; close it to stop early. The
 * thread of one that nobody holds any more ends by itself.
 */
public final class Batches implements AutoCloseable {
    private final Ahead ahead;
    private int next;

    private Batches(Function<int[], Batch> samples, int size, int[] order, int firstStep) {
        this.ahead = new Ahead(samples, size, order, firstStep);
        if (firstStep < 0 || firstStep > steps()) {
            throw new IllegalArgumentException(
                    "step " + firstStep + " doesn't exist in an epoch of " + steps() + " steps, numbered from 0");
        }
        this.next = firstStep;
    }

    static void checkSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch size of " + size + " holds nothing; use 1 or more");
        }
    }

    private static void check(Dataset data, int size) {
        checkSize(size);
        if (data.size() < 1) {
            throw new IllegalArgumentException("the data set is empty; there is nothing to make batches of");
        }
    }

    /** All samples as training sees them: in the order that the key gives; fold the epoch into it. */
    public static Batches shuffled(Dataset data, int batchSize, RandomKey key) {
        return shuffled(data, batchSize, key, 0);
    }

    /** The same from a step on, to go on where a run was interrupted. */
    public static Batches shuffled(Dataset data, int batchSize, RandomKey key, int firstStep) {
        return shuffled(data, batchSize, key, firstStep, false);
    }

    /** The same; with {@code dropLast} samples that don't fill a batch are left out of this epoch. */
    public static Batches shuffled(Dataset data, int batchSize, RandomKey key, int firstStep, boolean dropLast) {
        check(data, batchSize);
        RandomKey samples = key.fold("samples");
        int[] order = data.trainingOrder(batchSize, key);
        if (order.length != data.size()) {
            throw new IllegalStateException("the data set's order for training is of " + order.length
                    + " samples, but it has " + data.size() + "; its trainingOrder must name as many");
        }
        int[] taken = dropLast ? Arrays.copyOf(order, steps(order.length, batchSize, true) * batchSize) : order;
        return new Batches(indices -> data.trainingBatch(indices, samples), batchSize, taken, firstStep);
    }

    /** All samples as they are, in the data set's own order. */
    public static Batches inOrder(Dataset data, int batchSize) {
        check(data, batchSize);
        return new Batches(
                data::batch, batchSize, IntStream.range(0, data.size()).toArray(), 0);
    }

    /** How many batches an epoch of so many samples has; with {@code dropLast} only full ones count. */
    public static int steps(int samples, int batchSize, boolean dropLast) {
        checkSize(batchSize);
        if (dropLast && samples < batchSize) {
            throw new IllegalArgumentException(samples + " samples don't fill a batch of " + batchSize
                    + ", and without the last one none is left; take smaller batches or keep the last");
        }
        return dropLast ? samples / batchSize : Math.ceilDiv(samples, batchSize);
    }

    /** The number of batches in an epoch, those skipped included. */
    public int steps() {
        return ahead.steps();
    }

    /** The number of the batch that {@link #next} returns next, from 0. */
    public int step() {
        return next;
    }

    /** Whether there is another batch. */
    public boolean hasNext() {
        return next < steps();
    }

    /** The numbers of the samples in the next batch. */
    public int[] indices() {
        checkNext();
        return ahead.indices(next);
    }

    /** The next batch; {@code scope} frees it. */
    public Batch next(Scope scope) {
        Batch batch = next();
        batch.tensors().forEach(scope::adopt);
        return batch;
    }

    /** The next batch; the garbage collector frees it. */
    public Batch next() {
        checkNext();
        Ahead.Made made = ahead.take(this);
        next++;
        return switch (made) {
            case Ahead.Ready(Batch batch) -> batch;
            case Ahead.Failed(Error e) -> throw e;
            case Ahead.Failed(RuntimeException e) -> throw e;
            case Ahead.Failed(Throwable e) ->
                throw new IllegalStateException("batch " + (next - 1) + " failed: " + e, e);
        };
    }

    private void checkNext() {
        if (!hasNext()) {
            throw new NoSuchElementException("the epoch's " + steps() + " batches are used up");
        }
    }

    /** Stops the thread and frees the batches that nobody took. */
    @Override
    public void close() {
        next = steps();
        ahead.stop();
    }
}
