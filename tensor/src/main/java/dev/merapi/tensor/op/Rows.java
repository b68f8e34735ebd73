package dev.merapi.tensor.op;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * Walks several tensors together, each broadcast to one shape, row by row, on all cores. Neighbouring axes that lie one
 * after another in every tensor are walked as one, so a row is as long as the strides allow. How the walk is cut follows
 * from the shape alone.
 */
public final class Rows {
    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private final int[] dims;
    private final int[][] strides;
    private final long[] base;

    private Rows(int[] dims, int[][] strides, long[] base) {
        this.dims = dims;
        this.strides = strides;
        this.base = base;
    }

    /** What to do with one row: {@code n} elements; tensor t's are at {@code at[t] + i step[t]} of its segment. */
    @FunctionalInterface
    public interface Body {
        /** Must not keep or change the arrays, nor apply operators. */
        void run(int n, long[] at, int[] step);
    }

    /**
     * A walk over {@code shape}; the tensors' shapes broadcast to it.
     *
     * @throws ShapeException if one doesn't
     */
    public static Rows over(Shape shape, Tensor... tensors) {
        int rank = shape.rank();
        int[][] strides = new int[tensors.length][];
        long[] base = new long[tensors.length];
        for (int t = 0; t < tensors.length; t++) {
            strides[t] = broadcastStrides(shape, tensors[t]);
            base[t] = tensors[t].offset();
        }
        int[] dims = new int[rank + 1];
        int[][] merged = new int[tensors.length][rank + 1];
        int last = -1;
        for (int axis = 0; axis < rank; axis++) {
            int dim = shape.dim(axis);
            if (dim == 1) {
                continue;
            }
            if (last < 0 || !joins(strides, merged, last, axis, dim)) {
                last++;
                dims[last] = 1;
            }
            dims[last] *= dim;
            for (int t = 0; t < tensors.length; t++) {
                merged[t][last] = strides[t][axis];
            }
        }
        int count = Math.max(last + 1, 1);
        if (last < 0) {
            dims[0] = 1;
        }
        for (int t = 0; t < tensors.length; t++) {
            merged[t] = Arrays.copyOf(merged[t], count);
        }
        return new Rows(Arrays.copyOf(dims, count), merged, base);
    }

    private static boolean joins(int[][] strides, int[][] merged, int last, int axis, int dim) {
        for (int t = 0; t < strides.length; t++) {
            if (merged[t][last] != strides[t][axis] * dim) {
                return false;
            }
        }
        return true;
    }

    /** The strides that repeat the tensor over {@code shape}: 0 along axes that it lacks or has at size 1. */
    static int[] broadcastStrides(Shape shape, Tensor t) {
        int[] strides = new int[shape.rank()];
        int missing = shape.rank() - t.rank();
        if (missing < 0) {
            throw unlike(shape, t);
        }
        for (int axis = missing; axis < shape.rank(); axis++) {
            int size = t.size(axis - missing);
            int wanted = shape.dim(axis);
            if (size != wanted && size != 1) {
                throw unlike(shape, t);
            }
            strides[axis] = size == wanted ? t.stride(axis - missing) : 0;
        }
        return strides;
    }

    private static ShapeException unlike(Shape shape, Tensor t) {
        return new ShapeException("rows: shape " + t.shape() + " doesn't broadcast to " + shape
                + "; every axis from the last must be equal, or 1 (reshape, unsqueeze)");
    }

    /** x, or a contiguous copy of it if its rows' elements, broadcast to {@code shape}, are neither neighbours nor one. */
    public static Tensor unitOrZero(Tensor x, Shape shape) {
        int[] strides = broadcastStrides(shape, x);
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) != 1) {
                return strides[axis] == 0 || strides[axis] == 1 ? x : Contiguous.of(x);
            }
        }
        return x;
    }

    /** x, or a contiguous copy of it if its rows' elements aren't neighbours. */
    public static Tensor unit(Tensor x) {
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            if (x.size(axis) != 1) {
                return x.stride(axis) == 1 ? x : Contiguous.of(x);
            }
        }
        return x;
    }

    /** Runs the body over every row, or parts of long rows. */
    public void forEach(Body body) {
        forEach(1, body);
    }

    /** The same where an element costs as much as {@code cost} elements of a simple function. */
    public void forEach(int cost, Body body) {
        int inner = dims.length - 1;
        int n = dims[inner];
        int rows = 1;
        for (int axis = 0; axis < inner; axis++) {
            rows *= dims[axis];
        }
        if (n == 0 || rows == 0) {
            return;
        }
        int part = Math.max(1, GRAIN / Math.max(cost, 1));
        int parts = n >= 2 * part ? (n + part - 1) / part : 1;
        int length = parts == 1 ? n : part;
        Workers.forRange(rows * parts, Math.max(1, part / length), (from, to) -> {
            long[] at = new long[base.length];
            int[] step = new int[base.length];
            for (int t = 0; t < base.length; t++) {
                step[t] = strides[t][inner];
            }
            for (int i = from; i < to; i++) {
                int start = i % parts * length;
                locate(i / parts, start, at);
                body.run(Math.min(length, n - start), at, step);
            }
        });
    }

    private void locate(int row, int start, long[] at) {
        int inner = dims.length - 1;
        for (int t = 0; t < base.length; t++) {
            at[t] = base[t] + (long) start * strides[t][inner];
        }
        int rest = row;
        for (int axis = inner - 1; axis >= 0; axis--) {
            int index = rest % dims[axis];
            rest /= dims[axis];
            for (int t = 0; t < base.length; t++) {
                at[t] += (long) index * strides[t][axis];
            }
        }
    }
}
