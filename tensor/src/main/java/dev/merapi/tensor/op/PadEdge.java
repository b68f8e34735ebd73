package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.Locale;

/**
 * y is x with {@code before.dim(i)} elements in front of axis i and {@code after.dim(i)} behind it, which are elements
 * of x by the mode.
 */
public record PadEdge(Shape before, Shape after, PadMode mode) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        Spec y = new Pad(before, after, 0).spec(x);
        for (int i = 0; i < before.rank(); i++) {
            int most = mode.most(x.shape().dim(i));
            if (Math.max(before.dim(i), after.dim(i)) > most) {
                throw new ShapeException("padEdge: axis " + i + " of " + x.shape() + " has only " + most
                        + " elements for " + mode.name().toLowerCase(Locale.ROOT) + " padding, but "
                        + before.dim(i) + " in front and " + after.dim(i) + " behind were asked for; pad less");
            }
        }
        return y;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        EdgeRows rows = EdgeRows.of(this, x.shape(), y.shape());
        int n = rows.inner();
        int width = y.size(-1);
        int bytes = x.dtype().bytes();
        var kernel = Kernels.active().copy();
        Workers.forRange(rows.count(), Math.max(1, (1 << 14) / Math.max(1, width)), (start, end) -> {
            for (int row = start; row < end; row++) {
                long from = in.offset() + (long) rows.source(row) * n;
                long to = (long) row * width;
                kernel.copy(bytes, in.segment(), from, 1, y.segment(), to + rows.front(), 1, n);
                for (int i : rows.edges()) {
                    Elements.copy(bytes, in.segment(), from + rows.source(i - rows.front(), n), y.segment(), to + i);
                }
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new PadEdgeGrad(this, x.shape()));
    }
}
