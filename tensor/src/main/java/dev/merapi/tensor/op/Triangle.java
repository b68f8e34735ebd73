package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** An operator that keeps a part of each row of the matrices along the last two axes and zeroes the rest. */
public interface Triangle extends Op.Unary {
    /** The first column that row i keeps, of n. */
    long from(int i, int n);

    /** The column behind the last that row i keeps, of n. */
    long to(int i, int n);

    @Override
    default Spec spec(Spec x) {
        if (x.shape().rank() < 2) {
            throw new ShapeException(name() + ": " + x.shape() + " has no matrix along its last two axes; reshape it");
        }
        return x;
    }

    @Override
    default void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        int m = x.size(-2);
        long bytes = x.dtype().bytes();
        rows.forEach(1, (start, end) -> {
            for (int row = start; row < end; row++) {
                long from = Math.clamp(from(row % m, n), 0, n);
                long to = Math.clamp(to(row % m, n), from, n);
                long xo = rows.at(in, row) * bytes;
                long yo = rows.at(y, row) * bytes;
                y.segment().asSlice(yo, n * bytes).fill((byte) 0);
                MemorySegment.copy(
                        in.segment(), xo + from * bytes, y.segment(), yo + from * bytes, (to - from) * bytes);
            }
        });
    }

    @Override
    default Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(this);
    }
}
