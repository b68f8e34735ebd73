package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.OptionalInt;

/**
 * y[.., :] = W[x[..], :] for x of whole numbers [..], y [.., d].
 *
 * @param weight W [v, d]: a row for each of v symbols
 * @param padding the symbol that stands for nothing: its row gets no gradient, so that it stays what it is
 */
public record Embedding(Tensor weight, OptionalInt padding) implements Layer {
    /** Checks the table's shape, and that the padding is one of its rows. */
    public Embedding {
        if (weight.rank() != 2) {
            throw new ShapeException("an embedding needs a weight [symbols, width], but got " + weight.shape());
        }
        if (padding.isPresent() && (padding.getAsInt() < 0 || padding.getAsInt() >= weight.size(0))) {
            throw new ShapeException("an embedding's padding must be one of its " + weight.size(0) + " symbols, 0 to "
                    + (weight.size(0) - 1) + ", but it is " + padding.getAsInt());
        }
    }

    /** No symbol is padding. */
    public Embedding(Tensor weight) {
        this(weight, OptionalInt.empty());
    }

    /** Rows drawn from N(0, 1). */
    public static Embedding of(int symbols, int width, RandomKey key) {
        return new Embedding(Init.normal(key.fold("weight"), 1, symbols, width));
    }

    /** Rows drawn from N(0, 1), that of {@code padding} 0. */
    public static Embedding of(int symbols, int width, int padding, RandomKey key) {
        Embedding layer = new Embedding(Init.normal(key.fold("weight"), 1, symbols, width), OptionalInt.of(padding));
        Tensor kept = Tensor.arange(symbols).ne(padding).unsqueeze(1);
        return new Embedding(kept.where(layer.weight, 0), layer.padding);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = weight.embedding(x);
        return padding.isPresent() ? x.eq(padding.getAsInt()).unsqueeze(-1).where(y.detach(), y) : y;
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
