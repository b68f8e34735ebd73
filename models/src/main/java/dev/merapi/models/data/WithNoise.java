package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * Samples with {@code width} numbers of N(0, 1) each, behind whatever else belongs to them: [n, width]. In training a
 * sample gets new ones each epoch; they follow from the key and its number, not from its batch.
 */
public record WithNoise(Dataset data, int width, RandomKey key) implements Derived {
    @Override
    public Batch batch(int[] indices) {
        return with(data.batch(indices), indices, key);
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        return with(data.trainingBatch(indices, epoch), indices, epoch.fold("noise"));
    }

    private Batch with(Batch batch, int[] indices, RandomKey noises) {
        Tensor noise = Tensor.concat(
                0,
                Arrays.stream(indices)
                        .mapToObj(i -> noises.fold(i).normal(1, width))
                        .toList());
        return batch.and(noise);
    }
}
