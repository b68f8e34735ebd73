package dev.merapi.tensor.op;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y [.., m, n] = a [.., m, k] b [.., k, n]; the axes in front broadcast. Every element is the chain of {@link
 * dev.merapi.simd.Gemm}.
 */
public record MatMul() implements Op.Binary {
    /** Products with fewer multiplications are shared out whole, larger ones are cut, unless there are many. */
    private static final long SMALL = 1 << 21;

    /** Multiplications worth handing to another thread. */
    private static final long GRAIN = 1 << 16;

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public Spec spec(Spec a, Spec b) {
        Require.floating(this, a, b);
        check(a.shape(), b.shape());
        if (a.shape().rank() < 2 || b.shape().rank() < 2) {
            throw new ShapeException(
                    "matmul: " + a.shape() + " and " + b.shape() + " aren't both matrices; unsqueeze them");
        }
        Shape batch = broadcastBatch(a.shape(), b.shape());
        return a.with(batch.concat(Shape.of(a.shape().dim(-2), b.shape().dim(-1))));
    }

    /**
     * Throws unless a's columns are as many as b's rows, where a vector is a row on the left and a column on the
     * right.
     */
    public static void check(Shape a, Shape b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new ShapeException("matmul: " + a + " and " + b + " don't multiply: a scalar has no rows; use mul");
        }
        int columns = a.dim(-1);
        int rows = b.dim(b.rank() == 1 ? 0 : -2);
        if (columns != rows) {
            throw new ShapeException("matmul: " + a + " and " + b + " don't multiply: " + columns + " columns against "
                    + rows + " rows; transpose one?");
        }
    }

    private static Shape broadcastBatch(Shape a, Shape b) {
        try {
            return Shape.broadcast("matmul", batch(a), batch(b));
        } catch (ShapeException e) {
            throw new ShapeException(
                    "matmul: " + a + " and " + b + " don't multiply: the axes in front of the matrices, " + batch(a)
                            + " and " + batch(b) + ", don't broadcast; make them equal, or 1 (unsqueeze)");
        }
    }

    private static Shape batch(Shape shape) {
        return shape.slice(0, shape.rank() - 2);
    }

    /** 2 m n k in each of the batch's products. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return 2L * y.size() * inputs.getFirst().size(-1);
    }

    @Override
    public void forward(Tensor a, Tensor b, Tensor y) {
        if (y.size() == 0) {
            return;
        }
        if (a.size(-1) == 0) {
            Fill.zero(y);
            return;
        }
        Matrix l = Matrix.of(a);
        Matrix r = Matrix.of(b);
        int n = y.size(-1);
        int k = a.size(-1);
        if (b.rank() == 2 && a.rank() > 2 && l.tensor().isContiguous()) {
            Matrix rows = new Matrix(l.tensor(), false, k);
            Matrix.multiply(
                    y.size() / n, n, k, rows, l.tensor().offset(), r, r.tensor().offset(), y, 0);
        } else {
            multiplyEach(l, r, k, y);
        }
    }

    private static void multiplyEach(Matrix l, Matrix r, int k, Tensor y) {
        int m = y.size(-2);
        int n = y.size(-1);
        Shape batch = batch(y.shape());
        long[] ao = offsets(l.tensor(), batch);
        long[] bo = offsets(r.tensor(), batch);
        long size = (long) m * n * k;
        Workers.Range products = (from, to) -> {
            for (int i = from; i < to; i++) {
                Matrix.multiply(m, n, k, l, ao[i], r, bo[i], y, (long) i * m * n);
            }
        };
        if (size < SMALL || batch.size() >= 4 * Workers.threads()) {
            Workers.forRange(batch.size(), (int) Math.max(1, GRAIN / size), products);
        } else {
            products.run(0, batch.size());
        }
    }

    /** Where the matrices of t, broadcast to the batch, start. */
    private static long[] offsets(Tensor t, Shape batch) {
        Shape own = batch(t.shape());
        Tensor firsts = t.view(own, Arrays.copyOf(t.strides(), own.rank()), t.offset());
        int[] strides = Rows.broadcastStrides(batch, firsts);
        long[] offsets = new long[batch.size()];
        for (int i = 0; i < offsets.length; i++) {
            int rest = i;
            offsets[i] = t.offset();
            for (int axis = strides.length - 1; axis >= 0; axis--) {
                offsets[i] += (long) (rest % batch.dim(axis)) * strides[axis];
                rest /= batch.dim(axis);
            }
        }
        return offsets;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return dy.matmul(b.transpose(-2, -1));
    }

    /** {@code a^T dy}; one product over all rows where b is one matrix for many. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return b.rank() == 2
                ? rows(a).t().matmul(rows(dy))
                : a.transpose(-2, -1).matmul(dy);
    }

    /** t [.., n] as one matrix [rows, n]. */
    static Tensor rows(Tensor t) {
        return t.rank() == 2 ? t : t.reshape(t.shape().slice(0, t.rank() - 1).size(), t.size(-1));
    }
}
