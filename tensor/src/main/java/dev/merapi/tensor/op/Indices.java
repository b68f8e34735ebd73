package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** The values of an index tensor, checked once before a kernel runs over them. */
final class Indices {
    private Indices() {}

    /** All elements in row-major order; each must lie in [0, size). */
    static int[] of(Op op, Tensor index, int size) {
        Tensor contiguous = Contiguous.of(index);
        int[] values = new int[index.size()];
        for (int i = 0; i < values.length; i++) {
            long v = Elements.getLong(contiguous, i);
            if (v < 0 || v >= size) {
                throw new ShapeException(op.name() + ": index " + v + " (element " + i + " of " + index.shape()
                        + ") is outside [0, " + size + "); indices start at 0 and don't count from the end");
            }
            values[i] = (int) v;
        }
        return values;
    }
}
