package dev.merapi.tests;

import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * What oracles compute with: sizes and float64 elements in row-major order, no strides, no cleverness.
 *
 * @param dims the sizes of the axes
 * @param values as many as the sizes' product
 */
public record Array(int[] dims, double[] values) {
    /** The element at each index is {@code element(index)}; the index is reused, so don't keep it. */
    public static Array make(int[] dims, ToDoubleFunction<int[]> element) {
        Array a = new Array(dims, new double[Arrays.stream(dims).reduce(1, (x, y) -> x * y)]);
        int[] index = new int[dims.length];
        for (int i = 0; i < a.values.length; i++) {
            a.values[i] = element.applyAsDouble(index);
            next(index, dims);
        }
        return a;
    }

    private static void next(int[] index, int[] dims) {
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (++index[axis] < dims[axis]) {
                return;
            }
            index[axis] = 0;
        }
    }

    /** A tensor's elements. */
    public static Array of(Tensor t) {
        return new Array(t.shape().dims(), t.toDoubleArray());
    }

    /** No axes, one element. */
    public static Array scalar(double value) {
        return new Array(new int[0], new double[] {value});
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The size of an axis; negative axes count from the end. */
    public int size(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** The element at an index. */
    public double get(int... index) {
        return values[position(index)];
    }

    /** Where the element at an index is in row-major order. */
    public int position(int... index) {
        int position = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            position = position * dims[axis] + index[axis];
        }
        return position;
    }

    /** The element that is seen at an index of a larger shape that this is broadcast to. */
    public double broadcast(int... index) {
        int missing = index.length - dims.length;
        int position = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            position = position * dims[axis] + (dims[axis] == 1 ? 0 : index[missing + axis]);
        }
        return values[position];
    }

    /** f of each element. */
    public Array map(DoubleUnaryOperator f) {
        return new Array(dims, Arrays.stream(values).map(f).toArray());
    }

    /** f of each pair of elements, broadcast. */
    public Array zip(Array b, DoubleBinaryOperator f) {
        return make(broadcast(dims, b.dims), index -> f.applyAsDouble(broadcast(index), b.broadcast(index)));
    }

    /** NumPy's broadcast of two shapes that do broadcast. */
    public static int[] broadcast(int[] a, int[] b) {
        int[] dims = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= dims.length; i++) {
            int x = i <= a.length ? a[a.length - i] : 1;
            int y = i <= b.length ? b[b.length - i] : 1;
            dims[dims.length - i] = x == 1 ? y : x;
        }
        return dims;
    }

    /** The same elements under other sizes. */
    public Array reshape(int... newDims) {
        return new Array(newDims, values);
    }

    /** The sum of all elements. */
    public double sum() {
        return Arrays.stream(values).sum();
    }
}
