package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** A layer that can apply relu to its result while it writes it, which saves one pass over memory. */
public interface FusesRelu extends Layer {
    /** y = relu(f(x)), the same bits as in two steps. */
    Tensor forwardRelu(Tensor x);
}
