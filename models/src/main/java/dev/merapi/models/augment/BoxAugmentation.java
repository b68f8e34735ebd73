package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;
import java.util.List;

/** A change by chance of an image and of the boxes in it: what becomes of them follows from them and the key alone. */
@FunctionalInterface
public interface BoxAugmentation {
    /** The changed image, of the same shape, and what is left of the objects. */
    Boxed of(Boxed sample, RandomKey key);

    /** This and then another. */
    default BoxAugmentation then(BoxAugmentation next) {
        return (sample, key) -> next.of(of(sample, key.fold(0)), key.fold(1));
    }

    /** The same of images that have no boxes, such as {@link BoxZoom} for a classifier. */
    default Augmentation ofImages() {
        return (image, key) -> of(new Boxed(image, List.of()), key).image();
    }

    /** A change that moves nothing, such as {@link ColorJitter}. */
    static BoxAugmentation inPlace(Augmentation augmentation) {
        return (sample, key) -> new Boxed(augmentation.of(sample.image(), key), sample.truths());
    }
}
