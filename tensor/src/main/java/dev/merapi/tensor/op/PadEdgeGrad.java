package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * dx of {@link PadEdge}, of shape {@code shape}: each element of dy is added to the element that it came from, from 0,
 * rows in order, of each row the middle, then what is in front, then what is behind.
 */
public record PadEdgeGrad(PadEdge pad, Shape shape) implements Op.Unary {
    @Override
    public Spec spec(Spec dy) {
        return Require.floating(this, dy).with(shape);
    }

    @Override
    public void forward(Tensor dy, Tensor dx) {
        Fill.zero(dx);
        Tensor g = Contiguous.of(dy);
        EdgeRows rows = EdgeRows.of(pad, shape, dy.shape());
        // Rows of one block of axes in front that aren't padded add to rows of no other.
        int block = rows.block();
        int cost = Math.max(1, block * dy.size(-1));
        Workers.forRange(rows.count() / Math.max(1, block), Math.max(1, (1 << 14) / cost), (start, end) -> {
            for (int row = start * block; row < end * block; row++) {
                addRow(rows, g, row, dx);
            }
        });
    }

    private static void addRow(EdgeRows rows, Tensor dy, int row, Tensor dx) {
        var sum = Elementwise.Binary.ADD;
        var gs = dy.segment();
        var xs = dx.segment();
        int n = rows.inner();
        long from = dy.offset() + (long) row * dy.size(-1);
        long to = (long) rows.source(row) * n;
        boolean single = dx.dtype() == DType.FLOAT32;
        if (single) {
            Kernels.active().elementwise().binary(sum, xs, to, 1, gs, from + rows.front(), 1, xs, to, n);
        } else {
            ElementwiseDouble.binary(sum, xs, to, 1, gs, from + rows.front(), 1, xs, to, n);
        }
        for (int i : rows.edges()) {
            Elements.add(single, gs, from + i, xs, to + rows.source(i - rows.front(), n));
        }
    }

    @Override
    public Tensor gradient(Tensor d, Tensor dy, Tensor dx) {
        return d.apply(pad);
    }
}
