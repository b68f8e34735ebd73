package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * y[.., i, .., j] = x[.., i step + j dilation, ..]: the windows of {@code size} elements along an axis, each along a
 * new last axis. Windows that overlap share memory.
 */
public record Unfold(int axis, int size, int step, int dilation) implements Op.View {
    /** The windows of a tensor of shape {@code x}; the axis may count from the end. */
    public static Unfold of(Shape x, int axis, int size, int step) {
        if (size < 1 || step < 1 || x.dim(axis) < size) {
            throw new ShapeException("unfold: windows of " + size + " every " + step + " elements don't fit into axis "
                    + axis + " of " + x + ", whose size is " + x.dim(axis) + "; both must be 1 or more, and pad it or"
                    + " take shorter windows");
        }
        return new Unfold(x.axis(axis), size, step, 1);
    }

    /** How many windows an axis of n elements has. */
    int count(int n) {
        return (n - dilation * (size - 1) - 1) / step + 1;
    }

    @Override
    public Tensor view(Tensor x) {
        int reach = dilation * (size - 1) + 1;
        if (x.size(axis) < reach) {
            throw new ShapeException(
                    "unfold: windows that reach over " + reach + " elements don't fit into axis " + axis + " of "
                            + x.shape() + ", whose size is " + x.size(axis) + "; pad it or take shorter windows");
        }
        int[] strides = Arrays.copyOf(x.strides(), x.rank() + 1);
        strides[x.rank()] = strides[axis] * dilation;
        strides[axis] *= step;
        Shape windows = x.shape().with(axis, count(x.size(axis)));
        return x.view(windows.concat(Shape.of(size)), strides, x.offset());
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.apply(new Fold(this, x.size(axis)));
    }
}
