package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * A function from tensor to tensor: {@code Tensor::relu} is a layer. One with parameters is a record whose components are
 * the parameters, its sizes and further layers.
 *
 * <p>Whether we train is not a flag of the layer: see {@link Training}.
 */
@FunctionalInterface
public interface Layer {
    /** y = f(x). */
    Tensor forward(Tensor x);
}
