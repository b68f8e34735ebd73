package dev.merapi.tensor;

import dev.merapi.tensor.op.Axes;
import dev.merapi.tensor.op.Contiguous;
import dev.merapi.tensor.op.Expand;
import dev.merapi.tensor.op.Flip;
import dev.merapi.tensor.op.Permute;
import dev.merapi.tensor.op.Reshape;
import dev.merapi.tensor.op.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Other looks at the same elements. They share storage; only reshape copies, where strides can't express the result.
 */
public sealed interface Views permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The elements in row-major order under another shape of the same size; one size may be -1: what is left. */
    default Tensor reshape(int... dims) {
        return reshape(Reshape.shape(self().shape(), dims));
    }

    private Tensor reshape(Shape shape) {
        if (shape.equals(self().shape())) {
            return self();
        }
        Tensor x = Reshape.strides(self(), shape).isPresent() ? self() : contiguous();
        return x.apply(new Reshape(shape));
    }

    /** Axis i of the result is axis {@code axes[i]} of this; every axis once. Nothing is copied. */
    default Tensor permute(int... axes) {
        return self().apply(Permute.of(self().shape(), axes));
    }

    /** Swaps two axes. Nothing is copied. */
    default Tensor transpose(int a, int b) {
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, self().rank()).boxed().toList());
        Collections.swap(
                axes, self().shape().axis("transpose", a), self().shape().axis("transpose", b));
        return self().apply(new Permute(axes));
    }

    /** The transposed matrix [n, m] of a matrix [m, n]. Nothing is copied. */
    default Tensor t() {
        if (self().rank() != 2) {
            throw new ShapeException(
                    "t: " + self().shape() + " isn't a matrix; name the two axes, as in transpose(-2, -1)");
        }
        return transpose(0, 1);
    }

    /**
     * Moves one axis to another place, the others keep their order: {@code [n, c, h, w].moveAxis(1, -1)} is [n, h, w,
     * c].
     */
    default Tensor moveAxis(int from, int to) {
        int source = self().shape().axis("moveAxis", from);
        int target = self().shape().axis("moveAxis", to);
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, self().rank()).boxed().toList());
        axes.add(target, axes.remove(/* index */ source));
        return source == target ? self() : self().apply(new Permute(axes));
    }

    /** Elements {@code from <= i < to} along an axis; a negative bound counts from the end, as in NumPy. */
    default Tensor slice(int axis, int from, int to) {
        return slice(axis, from, to, 1);
    }

    /** Elements from, from + step, ... below {@code to} along an axis; step is positive, see {@link #flip}. */
    default Tensor slice(int axis, int from, int to, int step) {
        return self().apply(Slice.of(self().shape(), axis, from, to, step));
    }

    /** The part at one index of an axis, which disappears; a negative index counts from the end. */
    default Tensor select(int axis, int index) {
        int i = index < 0 ? index + self().size(axis) : index;
        if (i < 0 || i >= self().size(axis)) {
            throw new ShapeException("select: index " + index + " is outside axis " + axis + " of " + self().shape()
                    + ", whose size is " + self().size(axis) + "; ask for an index below it");
        }
        return slice(axis, i, i + 1).squeeze(axis);
    }

    /** Repeats axes of size 1 to these sizes without copying; -1 keeps a size; new axes come in front. */
    default Tensor expand(int... dims) {
        return broadcastTo(Expand.shape(self().shape(), dims));
    }

    /** Repeats this to a shape it broadcasts to, without copying. */
    default Tensor broadcastTo(Shape shape) {
        return shape.equals(self().shape()) ? self() : self().apply(new Expand(shape));
    }

    /** Without the axes of size 1. */
    default Tensor squeeze() {
        return reshape(IntStream.of(self().shape().dims()).filter(d -> d != 1).toArray());
    }

    /** Without an axis of size 1. */
    default Tensor squeeze(int axis) {
        if (self().size(axis) != 1) {
            throw new ShapeException("squeeze: axis " + axis + " of " + self().shape() + " has size "
                    + self().size(axis) + ", only axes of size 1 can go; select(axis, index) takes one part");
        }
        return reshape(self().shape().remove(axis));
    }

    /** With a new axis of size 1 before {@code axis}; -1 puts it at the end. */
    default Tensor unsqueeze(int axis) {
        int at = axis < 0 ? axis + self().rank() + 1 : axis;
        if (at < 0 || at > self().rank()) {
            throw new ShapeException("unsqueeze: axis " + axis + " doesn't fit " + self().shape()
                    + "; new axes go from " + (-self().rank() - 1) + " to " + self().rank());
        }
        return reshape(self().shape().insert(at, 1));
    }

    /** All elements as a vector. */
    default Tensor flatten() {
        return reshape(Shape.of(self().size()));
    }

    /** The axes from {@code startAxis} to the last as one: {@code [n, c, h, w].flatten(1)} is [n, c h w]. */
    default Tensor flatten(int startAxis) {
        int start = self().shape().axis("flatten", startAxis);
        Shape joined = Shape.of(self().shape().slice(start, self().rank()).size());
        return reshape(self().shape().slice(0, start).concat(joined));
    }

    /** The elements along these axes in reverse order; all axes if none is named. Nothing is copied. */
    default Tensor flip(int... axes) {
        return self().apply(new Flip(Axes.of("flip", self().shape(), axes)));
    }

    /** This tensor, or a copy whose elements lie one after another in row-major order. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : self().apply(new Contiguous());
    }
}
