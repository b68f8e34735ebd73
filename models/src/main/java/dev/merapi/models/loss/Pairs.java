package dev.merapi.models.loss;

import dev.merapi.tensor.DType;
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

    /** Targets of 1 and -1. */
    static void checkSigns(String loss, Tensor target) {
        double[] all = target.to(DType.FLOAT64).toDoubleArray();
        for (int i = 0; i < all.length; i++) {
            if (Math.abs(all[i]) != 1) {
                throw new IllegalArgumentException(loss + ": target " + i + " is " + all[i]
                        + ", but targets are 1 or -1; of labels t of 0 and 1 take 2 t - 1");
            }
        }
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
