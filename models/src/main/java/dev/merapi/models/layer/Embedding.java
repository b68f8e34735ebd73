package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y[.., :] = W[x[..], :] for x of whole numbers [..], y [.., d].
 *
 * @param weight W [v, d]: a row for each of v symbols
 */
public record Embedding(Tensor weight) implements Layer {
    /** Checks the table's shape. */
    public Embedding {
        if (weight.rank() != 2) {
            throw new ShapeException("an embedding needs a weight [symbols, width], but got " + weight.shape());
        }
    }

    /** Rows drawn from N(0, 1). */
    public static Embedding of(int symbols, int width, RandomKey key) {
        return new Embedding(Init.normal(key.fold("weight"), 1, symbols, width));
    }

    @Override
    public Tensor forward(Tensor x) {
        return weight.embedding(x);
    }
}
