package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import java.util.Arrays;

/** Some of a shape's axes, counted from the start, as the set bits of a mask. */
public record Axes(long mask) {
    /** The axes of {@code shape}, which may count from the end; each at most once; none means all. */
    public static Axes of(String operator, Shape shape, int... axes) {
        if (axes.length == 0) {
            return new Axes((1L << shape.rank()) - 1);
        }
        long mask = 0;
        for (int axis : axes) {
            if (axis < -shape.rank() || axis >= shape.rank()) {
                throw new ShapeException(operator + ": axis " + axis + " doesn't exist in " + shape
                        + "; its axes run from " + -shape.rank() + " to " + (shape.rank() - 1));
            }
            long bit = 1L << shape.axis(axis);
            if ((mask & bit) != 0) {
                throw new ShapeException(operator + ": axis " + axis + " of " + shape + " is named twice in "
                        + Arrays.toString(axes) + "; name each axis once (negative ones count from the end)");
            }
            mask |= bit;
        }
        return new Axes(mask);
    }

    /** The axes of {@code to} along which a broadcast from {@code from} repeats elements. */
    public static Axes broadcast(Shape from, Shape to) {
        int missing = to.rank() - from.rank();
        boolean repeats = missing >= 0;
        for (int axis = 0; repeats && axis < from.rank(); axis++) {
            repeats = from.dim(axis) == 1 || from.dim(axis) == to.dim(missing + axis);
        }
        if (!repeats) {
            throw new ShapeException("sumTo: " + to + " is no broadcast of " + from
                    + ", so it can't be summed back to it; aligned at the last axis, sizes must be equal or 1 in "
                    + from);
        }
        long mask = 0;
        for (int axis = 0; axis < to.rank(); axis++) {
            if (axis < missing || from.dim(axis - missing) != to.dim(axis)) {
                mask |= 1L << axis;
            }
        }
        return new Axes(mask);
    }

    /** Whether the axis, counted from the start, is one of them. */
    public boolean contains(int axis) {
        return ((mask >>> axis) & 1) != 0;
    }

    /** The shape without these axes, or with them at size 1. */
    public Shape reduce(Shape shape, boolean keepDims) {
        Shape reduced = shape;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (contains(axis)) {
                reduced = keepDims ? reduced.with(axis, 1) : reduced.remove(axis);
            }
        }
        return reduced;
    }

    /** How many elements of the shape are folded into one. */
    public int count(Shape shape) {
        int count = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            count *= contains(axis) ? shape.dim(axis) : 1;
        }
        return count;
    }
}
