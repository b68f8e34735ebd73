package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;

/** A data set of the samples of another one: what it doesn't show otherwise is the other's. */
public interface Derived extends Dataset {
    /** The other. */
    Dataset data();

    @Override
    default int size() {
        return data().size();
    }

    @Override
    default Batch batch(int[] indices) {
        return data().batch(indices);
    }

    @Override
    default Batch trainingBatch(int[] indices, RandomKey epoch) {
        return data().trainingBatch(indices, epoch);
    }

    @Override
    default int[] trainingOrder(int batchSize, RandomKey epoch) {
        return data().trainingOrder(batchSize, epoch);
    }
}
