package dev.merapi.models.data;

import dev.merapi.models.augment.Augmentation;
import dev.merapi.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;

/**
 * Inputs float32 [n, c, h, w], such as spectra, that training sees changed as they are, without a normalization behind
 * it ({@link Augmented} is for images). Outside training they are as they are.
 */
public record AugmentedInputs(Dataset data, Augmentation augmentation) implements Derived {
    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        Batch batch = data.trainingBatch(indices, epoch);
        RandomKey key = epoch.fold("augmentation");
        List<RandomKey> keys = Arrays.stream(indices).mapToObj(key::fold).toList();
        return new Batch(augmentation.of(batch.inputs(), keys), batch.targets(), batch.more());
    }
}
