package dev.merapi.models.augment;

import dev.merapi.tensor.RandomKey;

/** One image made of two by chance; its label is both's, each to its share. */
@FunctionalInterface
public interface Mixing {
    /** An image of both, which have the same shape. */
    Mixed of(Image a, Image b, RandomKey key);

    /**
     * An image made of two.
     *
     * @param share how much of it is the first, from 0 to 1
     */
    record Mixed(Image image, double share) {}
}
