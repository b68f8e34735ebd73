package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;
import java.util.stream.IntStream;

/**
 * The rows along the last axis of a {@link PadEdge}'s result.
 *
 * @param mode what the padding is
 * @param x the shape of what is padded
 * @param y the result's
 * @param before the padding in front
 * @param edges where in a row the padding is
 */
record EdgeRows(PadMode mode, Shape x, Shape y, Shape before, int[] edges) {
    static EdgeRows of(PadEdge pad, Shape x, Shape y) {
        int front = pad.before().dim(-1);
        int behind = front + x.dim(-1);
        int[] edges = IntStream.concat(IntStream.range(0, front), IntStream.range(behind, y.dim(-1)))
                .toArray();
        return new EdgeRows(pad.mode(), x, y, pad.before(), edges);
    }

    /** How many the result has. */
    int count() {
        return y.slice(0, y.rank() - 1).size();
    }

    /** How many belong together, for they come from rows of x of which no other row comes. */
    int block() {
        int axis = 0;
        while (axis < y.rank() - 1 && x.dim(axis) == y.dim(axis)) {
            axis++;
        }
        return y.slice(axis, y.rank() - 1).size();
    }

    /** The elements of a row of x. */
    int inner() {
        return x.dim(-1);
    }

    /** The elements in front of it. */
    int front() {
        return before.dim(-1);
    }

    /** Which of n elements is at i. */
    int source(int i, int n) {
        return mode.source(i, n);
    }

    /** Which row of x a row of the result comes from. */
    int source(int row) {
        int rest = row;
        int source = 0;
        int stride = 1;
        for (int axis = y.rank() - 2; axis >= 0; axis--) {
            int i = rest % y.dim(axis) - before.dim(axis);
            rest /= y.dim(axis);
            source += stride * mode.source(i, x.dim(axis));
            stride *= x.dim(axis);
        }
        return source;
    }
}
