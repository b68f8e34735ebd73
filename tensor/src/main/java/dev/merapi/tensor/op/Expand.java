package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/** y is x broadcast to a shape: repeated elements share memory, by strides of 0. */
public record Expand(Shape shape) implements Op.View {
    /** The shape that {@code dims}, where -1 keeps a size, asks of a tensor of shape {@code x}. */
    public static Shape shape(Shape x, int... dims) {
        int[] d = dims.clone();
        int missing = d.length - x.rank();
        for (int i = 0; i < d.length; i++) {
            if (d[i] == -1 && i >= missing) {
                d[i] = x.dim(i - missing);
            } else if (d[i] < 0) {
                throw new ShapeException("expand: " + x + " to " + Arrays.toString(dims) + " leaves the size of axis "
                        + i + " open; -1 keeps the size of an axis that is there");
            }
        }
        return Shape.of(d);
    }

    @Override
    public Tensor view(Tensor x) {
        int missing = shape.rank() - x.rank();
        boolean repeats = missing >= 0;
        for (int axis = 0; repeats && axis < x.rank(); axis++) {
            repeats = x.size(axis) == 1 || x.size(axis) == shape.dim(missing + axis);
        }
        if (!repeats) {
            throw new ShapeException("expand: " + x.shape() + " doesn't repeat to " + shape
                    + "; only axes of size 1 grow, and new ones come in front (unsqueeze puts one elsewhere)");
        }
        return x.view(shape, Rows.broadcastStrides(shape, x), x.offset());
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.sumTo(x.shape());
    }
}
