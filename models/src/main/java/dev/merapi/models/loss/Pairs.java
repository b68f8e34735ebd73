package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** What losses of several embeddings of a sample have in common: they come stacked, as a model's one output. */
final class Pairs {
    private Pairs() {}

    /** Embedding i of each sample of output [n, count, d]. */
    static Tensor select(String loss, Tensor output, int count, int i) {
        if (output.rank() != 3 || output.size(1) != count) {
            throw new ShapeException(loss + ": the output " + output.shape() + " should be [n, " + count
                    + ", d]: a sample's " + count + " embeddings stacked, as Tensor.stack(1, ...) does");
        }
        return output.select(1, i);
    }

    /** Two or more embeddings of one shape. */
    static void check(String loss, Tensor first, Tensor... others) {
        for (Tensor other : others) {
            if (first.rank() != 2 || !first.shape().equals(other.shape())) {
                throw new ShapeException(
                        loss + ": embeddings " + first.shape() + " and " + other.shape() + " should both be [n, d]");
            }
        }
    }
}
