package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/** A scalar to make small: the mean over a batch of what each sample costs. */
@FunctionalInterface
public interface Loss {
    /** The mean cost of {@code output} [n, ...] where {@code target} [n, ...] was wanted. */
    Tensor of(Tensor output, Tensor target);
}
