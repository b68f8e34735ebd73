package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * y[.., i step + j dilation, ..] += x[.., i, .., j] from zeros, along an axis of {@code n} elements: the adjoint of
 * {@link Unfold}. Where windows overlap they are added in their order, whoever computes.
 */
public record Fold(Unfold windows, int n) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        Shape shape = Require.floating(this, x).shape();
        int axis = windows.axis();
        int count = windows.count(n);
        if (shape.rank() < axis + 2 || shape.dim(-1) != windows.size() || shape.dim(axis) != count) {
            throw new ShapeException("fold: " + shape + " must have " + count + " windows along axis " + axis
                    + " and their " + windows.size() + " elements along the last, to fold into " + n
                    + "; unfold says which they are");
        }
        return x.with(shape.remove(-1).with(axis, n));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Fill.zero(y);
        int axis = windows.axis();
        int span = (x.size(axis) - 1) * windows.step() + 1;
        // The last elements of the windows first: so each element of y gets its windows in their order.
        for (int j = windows.size() - 1; j >= 0 && y.size() > 0; j--) {
            int from = j * windows.dilation();
            Tensor to = new Slice(axis, from, from + span, windows.step()).view(y);
            int last = x.rank() - 1;
            Tensor part = new Slice(last, j, j + 1, 1).view(x);
            int[] strides = Arrays.copyOf(part.strides(), last);
            add(x.view(part.shape().remove(last), strides, part.offset()), to);
        }
    }

    /** y += x. */
    private static void add(Tensor x, Tensor y) {
        var sum = Elementwise.Binary.ADD;
        var kernel = Kernels.active().elementwise();
        boolean single = y.dtype() == DType.FLOAT32;
        var xs = x.segment();
        var ys = y.segment();
        Rows.over(y.shape(), y, x).forEach((n, at, step) -> {
            if (step[0] == 1 && step[1] == 1) {
                if (single) {
                    kernel.binary(sum, ys, at[0], 1, xs, at[1], 1, ys, at[0], n);
                } else {
                    ElementwiseDouble.binary(sum, ys, at[0], 1, xs, at[1], 1, ys, at[0], n);
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                Elements.add(single, xs, at[1] + (long) i * step[1], ys, at[0] + (long) i * step[0]);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(windows);
    }
}
