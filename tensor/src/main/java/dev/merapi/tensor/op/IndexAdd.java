package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y[.., index[i], ..] += x[.., i, ..] from zeros, along an axis of {@code size} elements: the adjoint of
 * {@link IndexSelect}. Equal indices are added in the order of i, whoever computes.
 */
public record IndexAdd(int axis, int size) implements Op.Binary {
    @Override
    public Spec spec(Spec x, Spec index) {
        Require.floating(this, x);
        Require.index(this, index);
        if (index.shape().rank() != 1 || index.shape().dim(0) != x.shape().dim(axis)) {
            throw new ShapeException("indexAdd: axis " + axis + " of " + x.shape() + " needs a vector of "
                    + x.shape().dim(axis) + " indices, but the index is " + index.shape());
        }
        return x.with(x.shape().with(axis, size));
    }

    @Override
    public void forward(Tensor x, Tensor index, Tensor y) {
        Fill.zero(y);
        Tensor in = Contiguous.of(x);
        Along a = Along.of(x.shape(), axis);
        int[] to = Indices.of(this, index, size);
        // Each task owns a range of target rows and looks through all indices, so that no two add to the same row.
        int rows = Math.max(1, Math.max(size / 16, (1 << 14) / Math.max(1, a.inner())));
        int parts = Math.max(1, Math.ceilDiv(size, rows));
        Workers.forRange(a.outer() * parts, 1, (start, end) -> {
            for (int task = start; task < end; task++) {
                int first = task % parts * rows;
                addRows(in, y, task / parts, a, to, first, first + rows);
            }
        });
    }

    private void addRows(Tensor x, Tensor y, int outer, Along a, int[] to, int first, int last) {
        int n = a.inner();
        for (int i = 0; i < to.length; i++) {
            if (to[i] >= first && to[i] < last) {
                long xo = x.offset() + ((long) outer * to.length + i) * n;
                long yo = ((long) outer * size + to[i]) * n;
                add(x, xo, y, yo, n);
            }
        }
    }

    private static void add(Tensor x, long xo, Tensor y, long yo, int n) {
        var add = Elementwise.Binary.ADD;
        if (x.dtype() == DType.FLOAT32) {
            Kernels.active().elementwise().binary(add, y.segment(), yo, 1, x.segment(), xo, 1, y.segment(), yo, n);
        } else {
            ElementwiseDouble.binary(add, y.segment(), yo, 1, x.segment(), xo, 1, y.segment(), yo, n);
        }
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return dy.indexSelect(axis, index);
    }

    /** An index has no gradient. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return index.zerosLike();
    }
}
