package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** y is x's elements from, from + step, ... below {@code to} along an axis. */
public record Slice(int axis, int from, int to, int step) implements Op.View {
    /** The slice of a tensor of shape {@code x}; axis and bounds may count from the end. */
    public static Slice of(Shape x, int axis, int from, int to, int step) {
        int size = x.dim(axis);
        int start = from < 0 ? from + size : from;
        int end = to < 0 ? to + size : to;
        if (start < 0 || end > size || start > end) {
            throw new ShapeException("slice: [" + from + ", " + to + ") doesn't lie in axis " + axis + " of " + x
                    + ", whose size is " + size + "; bounds go from 0 to " + size + " and the first isn't the larger");
        }
        if (step < 1) {
            throw new ShapeException("slice: the step along axis " + axis + " of " + x + " is " + step
                    + ", but must be positive; flip first");
        }
        return new Slice(x.axis(axis), start, end, step);
    }

    @Override
    public Tensor view(Tensor x) {
        int[] strides = x.strides();
        int offset = x.offset() + from * strides[axis];
        strides[axis] *= step;
        return x.view(x.shape().with(axis, Math.ceilDiv(to - from, step)), strides, offset);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.apply(new Unslice(this, x.size(axis)));
    }
}
