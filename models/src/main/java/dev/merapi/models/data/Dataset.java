package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;

/**
 * Samples that can be asked for by number. A data set may show itself differently while a model is trained on it: in
 * another order than chance's, or with its samples changed by chance; by default it doesn't.
 */
public interface Dataset {
    /** The number of samples. */
    int size();

    /** The samples with these numbers, stacked along a new first axis. Usable by several threads at once. */
    Batch batch(int[] indices);

    /**
     * Numbers of samples, as they are, of a data set of {@code size}: what {@link #batch} asks first.
     *
     * @throws IndexOutOfBoundsException if one isn't from 0 to size - 1
     */
    static int[] existing(int size, int... numbers) {
        for (int number : numbers) {
            if (number < 0 || number >= size) {
                throw new IndexOutOfBoundsException("sample " + number + " doesn't exist; "
                        + (size == 0 ? "there are none" : "the " + size + " samples are numbered from 0"));
            }
        }
        return numbers;
    }

    /** How many of {@code size} samples are there at a limit of {@code n}, which is 1 or more. */
    static int limited(int size, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("a limit of " + n + " samples leaves nothing; use 1 or more");
        }
        return Math.min(n, size);
    }

    /**
     * The same in an epoch of training. What chance does to a sample follows from the epoch's key and the sample's
     * number: it's the same in whatever batch, and another in the next epoch.
     */
    default Batch trainingBatch(int[] indices, RandomKey epoch) {
        return batch(indices);
    }

    /**
     * The numbers of {@link #size} samples in the order of an epoch of training that takes so many of them at a time.
     */
    default int[] trainingOrder(int batchSize, RandomKey epoch) {
        return epoch.permutation(size());
    }
}
