package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y[.., i, :] = x[.., i, :] + W[i, :] for x [.., t, d]: positions as in BERT and GPT.
 *
 * @param weight W [longest, d]
 */
public record LearnedPositions(Tensor weight) implements Layer {
    /** Rows drawn from N(0, std^2), for sequences up to a length. */
    public static LearnedPositions of(int length, int width, double std, RandomKey key) {
        return new LearnedPositions(Init.normal(key.fold("weight"), std, length, width));
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, 0);
    }

    /** For x whose first row is at position {@code from}. */
    public Tensor forward(Tensor x, int from) {
        return x.add(rows("LearnedPositions", weight, x, from, 1));
    }

    /** The table's rows of x's positions; the table's rows are x's width over {@code parts}. */
    static Tensor rows(String layer, Tensor table, Tensor x, int from, int parts) {
        if (x.rank() < 2 || x.size(-1) != parts * table.size(1)) {
            throw new ShapeException(layer + ": the input " + x.shape() + " should be [.., length, "
                    + parts * table.size(1) + "]; give the layer the width of what comes before");
        }
        int end = from + x.size(-2);
        if (from < 0 || end > table.size(0)) {
            throw new ShapeException(layer + ": positions " + from + " to " + end + " of the input " + x.shape()
                    + " go beyond the longest sequence, " + table.size(0)
                    + "; cut the input, or make the layer longer");
        }
        return table.slice(0, from, end);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
