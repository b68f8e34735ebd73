package dev.merapi.models.data;

import dev.merapi.models.augment.Augmentation;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Images that training sees changed: an augmentation sees pixels from 0 to 1, as torchvision's do, and the data set's
 * normalization comes after it. Outside training they are as they are.
 */
public record Augmented(ImageDataset data, Augmentation augmentation) implements Derived {
    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        long[] targets = Arrays.stream(indices).mapToLong(data::label).toArray();
        RandomKey key = epoch.fold("augmentation");
        List<RandomKey> keys = Arrays.stream(indices).mapToObj(key::fold).toList();
        int channels = data.images().size(1);
        Normalization none = new Normalization(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
        Tensor changed = augmentation.of(none.apply(data.images(), indices), keys);
        return new Batch(data.normalization().applyToShares(changed), Tensor.of(targets));
    }
}
