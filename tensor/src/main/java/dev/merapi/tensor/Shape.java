package dev.merapi.tensor;

import java.util.Arrays;

/** The sizes of a tensor's axes. Negative axes count from the end, as in NumPy. At most 2^31 - 1 elements. */
public final class Shape {
    /** The shape of a scalar: no axes, one element. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        this.dims = dims;
        this.size = count(dims);
    }

    /** A shape with these sizes. */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /**
     * A size that was computed, in 64 bits so that it can't have overflowed.
     *
     * @param asker who asks, for the error
     */
    public static int size(String asker, long size) {
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new ShapeException(
                    asker + ": an axis of " + size + " elements is impossible; sizes go from 0 to 2^31 - 1");
        }
        return (int) size;
    }

    private static int count(int[] dims) {
        long size = 1;
        boolean empty = false;
        for (int d : dims) {
            if (d < 0) {
                throw new ShapeException("shape " + Arrays.toString(dims) + " has a negative size; sizes start at 0");
            }
            empty |= d == 0;
            size = Math.min(size * Math.max(d, 1), 1L << 32);
        }
        if (!empty && size > Integer.MAX_VALUE) {
            throw new ShapeException("shape " + Arrays.toString(dims) + " has more than 2^31 - 1 elements; split it");
        }
        return empty ? 0 : (int) size;
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** The size of an axis; negative axes count from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** A copy of the sizes. */
    public int[] dims() {
        return dims.clone();
    }

    /** An axis counted from the start, from one that may count from the end. */
    public int axis(int axis) {
        return counted("", axis);
    }

    /** The same, where an operator asks: the error names it. */
    int axis(String operator, int axis) {
        return counted(operator + ": ", axis);
    }

    private int counted(String asker, int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new ShapeException(asker + "axis " + axis + " doesn't exist in shape " + this + "; axes run from "
                    + -dims.length + " to " + (dims.length - 1));
        }
        return a;
    }

    /** This shape with one axis resized. */
    public Shape with(int axis, int dim) {
        int[] d = dims();
        d[axis(axis)] = dim;
        return new Shape(d);
    }

    /** This shape with an axis of the given size put in before {@code axis} (which may be the rank: at the end). */
    public Shape insert(int axis, int dim) {
        if (axis < 0 || axis > dims.length) {
            throw new ShapeException("insert: no axis can be put in before axis " + axis + " of shape " + this
                    + "; name one from 0 to " + dims.length);
        }
        int[] d = new int[dims.length + 1];
        System.arraycopy(dims, 0, d, 0, axis);
        d[axis] = dim;
        System.arraycopy(dims, axis, d, axis + 1, dims.length - axis);
        return new Shape(d);
    }

    /** This shape without one axis. */
    public Shape remove(int axis) {
        int a = axis(axis);
        int[] d = new int[dims.length - 1];
        System.arraycopy(dims, 0, d, 0, a);
        System.arraycopy(dims, a + 1, d, a, d.length - a);
        return new Shape(d);
    }

    /** Axes {@code from} to {@code to} (exclusive). */
    public Shape slice(int from, int to) {
        if (from < 0 || from > to || to > dims.length) {
            throw new ShapeException("slice: axes " + from + " to " + to + " don't exist in shape " + this
                    + "; name a first and an end from 0 to " + dims.length + ", in this order");
        }
        return new Shape(Arrays.copyOfRange(dims, from, to));
    }

    /** This shape followed by the other. */
    public Shape concat(Shape other) {
        int[] d = Arrays.copyOf(dims, dims.length + other.dims.length);
        System.arraycopy(other.dims, 0, d, dims.length, other.dims.length);
        return new Shape(d);
    }

    /** Row-major strides in elements. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(dims[i], 1);
        }
        return strides;
    }

    /**
     * NumPy's broadcast of two shapes: aligned at the last axis, sizes must be equal or 1.
     *
     * @param operator who asks, for the error
     */
    public static Shape broadcast(String operator, Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] d = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.dims[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.dims[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new ShapeException(
                        operator + ": shapes " + a + " and " + b + " don't broadcast: axis " + -i + " is " + x
                                + " in one and " + y + " in the other; make them equal, or 1 (reshape, unsqueeze)");
            }
            d[rank - i] = x == 1 ? y : x;
        }
        return new Shape(d);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As Java and Python write it: {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
