package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/** y = x with its elements one after another in row-major order. */
public record Contiguous() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return x;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        copy(x, y);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy;
    }

    /** x itself if it is contiguous, else a contiguous copy; unrecorded: for the forward of other operators. */
    public static Tensor of(Tensor x) {
        if (x.isContiguous()) {
            return x;
        }
        Tensor y = Tensor.allocate(x.spec());
        copy(x, y);
        return y;
    }

    /** y = x for any strides of both, of one dtype; x broadcasts to y's shape. */
    public static void copy(Tensor x, Tensor y) {
        if (x.dtype() != y.dtype()) {
            throw new ShapeException(
                    "copy: " + x.spec() + " and " + y.spec() + " should be of one dtype; convert one with to(...)");
        }
        if (isTransposed(x) && x.shape().equals(y.shape()) && y.isContiguous()) {
            transpose(x, y);
            return;
        }
        int bytes = x.dtype().bytes();
        var kernel = Kernels.active().copy();
        Rows.over(y.shape(), y, x)
                .forEach((n, at, step) ->
                        kernel.copy(bytes, x.segment(), at[1], step[1], y.segment(), at[0], step[0], n));
    }

    private static boolean isTransposed(Tensor x) {
        return x.rank() >= 2 && x.stride(-2) == 1 && x.size(-2) > 1 && x.size(-1) > 1 && x.stride(-1) >= x.size(-2);
    }

    /** The last two axes are swapped in memory: move them matrix by matrix, in blocks. */
    private static void transpose(Tensor x, Tensor y) {
        int rows = x.size(-1);
        int cols = x.size(-2);
        int bytes = x.dtype().bytes();
        var kernel = Kernels.active().copy();
        Tensor xs = matrices(x);
        Tensor ys = matrices(y);
        Rows.over(xs.shape(), ys, xs).forEach(rows * cols, (n, at, step) -> {
            for (int i = 0; i < n; i++) {
                long from = at[1] + (long) i * step[1];
                long to = at[0] + (long) i * step[0];
                kernel.transpose(bytes, rows, cols, x.segment(), from, x.stride(-1), y.segment(), to, rows);
            }
        });
    }

    /** The first elements of the matrices along the last two axes. */
    private static Tensor matrices(Tensor t) {
        Shape outer = t.shape().slice(0, t.rank() - 2);
        return t.view(outer, Arrays.copyOf(t.strides(), outer.rank()), t.offset());
    }
}
