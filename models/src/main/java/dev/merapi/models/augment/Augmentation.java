package dev.merapi.models.augment;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A change of an image by chance: what becomes of it follows from the image and the key alone. */
@FunctionalInterface
public interface Augmentation {
    /** The changed image, of the same shape; the given one stays as it is. */
    Image of(Image image, RandomKey key);

    /** This and then another. */
    default Augmentation then(Augmentation next) {
        return (image, key) -> next.of(of(image, key.fold(0)), key.fold(1));
    }

    /** Images float32 [n, c, h, w], each changed by its own key. */
    default Tensor of(Tensor images, List<RandomKey> keys) {
        if (images.rank() != 4 || images.dtype() != DType.FLOAT32 || images.size(0) != keys.size()) {
            throw new ShapeException("augmentation: " + keys.size()
                    + " keys are for as many images float32 [n, c, h, w]," + " but these are " + images.spec());
        }
        int size = images.size(1) * images.size(2) * images.size(3);
        float[] all = images.toFloatArray();
        Workers.forRange(keys.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                float[] pixels = Arrays.copyOfRange(all, i * size, (i + 1) * size);
                Image image = new Image(images.size(1), images.size(2), images.size(3), pixels);
                System.arraycopy(of(image, keys.get(i)).pixels(), 0, all, i * size, size);
            }
        });
        return Tensor.of(images.shape(), all);
    }
}
