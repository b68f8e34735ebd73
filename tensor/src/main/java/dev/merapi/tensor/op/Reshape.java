package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * y has x's elements in row-major order under another shape of the same size; x's strides must allow it without a
 * copy.
 */
public record Reshape(Shape shape) implements Op.View {
    /** The shape that {@code dims}, one of which may be -1, asks of a tensor of shape {@code x}. */
    public static Shape shape(Shape x, int... dims) {
        int[] d = dims.clone();
        int open = -1;
        int known = 1;
        for (int i = 0; i < d.length; i++) {
            if (d[i] == -1 && open < 0) {
                open = i;
            } else if (d[i] < 0) {
                throw mismatch(x, dims, "sizes are 0 or more, and one may be -1");
            } else {
                known *= d[i];
            }
        }
        if (open >= 0) {
            if (known == 0 || x.size() % known != 0) {
                throw mismatch(x, dims, "-1 would stand for " + x.size() + " / " + known);
            }
            d[open] = x.size() / known;
        }
        Shape shape = Shape.of(d);
        if (shape.size() != x.size()) {
            throw mismatch(x, dims, "it needs " + shape.size() + " elements; one size may be -1: what is left");
        }
        return shape;
    }

    private static ShapeException mismatch(Shape x, int[] dims, String why) {
        return new ShapeException(
                "reshape: " + x + " has " + x.size() + " elements and can't be " + Arrays.toString(dims) + ": " + why);
    }

    /** Strides that show x under the shape without a copy, if there are any. */
    public static Optional<int[]> strides(Tensor x, Shape shape) {
        if (x.size() == 0 || x.isContiguous()) {
            return Optional.of(shape.strides());
        }
        int[] dims = x.shape().dims();
        int[] strides = new int[shape.rank()];
        int axis = dims.length - 1;
        int at = shape.rank() - 1;
        while (axis >= 0) {
            int length = dims[axis];
            int stride = x.stride(axis--);
            while (axis >= 0 && (dims[axis] == 1 || length == 1 || x.stride(axis) == stride * length)) {
                stride = length == 1 ? x.stride(axis) : stride;
                length *= dims[axis--];
            }
            int done = 1;
            while (at >= 0 && (done < length || shape.dim(at) == 1)) {
                strides[at] = stride * done;
                done *= shape.dim(at--);
            }
            if (done != length) {
                return Optional.empty();
            }
        }
        return Optional.of(strides);
    }

    @Override
    public Tensor view(Tensor x) {
        return x.view(shape, strides(x, shape).orElseThrow(), x.offset());
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.reshape(x.shape().dims());
    }
}
