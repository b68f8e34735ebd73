package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** y[.., i, ..] = x[.., index[i], ..] along an axis, for a vector of indices. */
public record IndexSelect(int axis) implements Op.Binary {
    @Override
    public Spec spec(Spec x, Spec index) {
        if (Require.index(this, index).shape().rank() != 1) {
            throw new ShapeException("indexSelect: the index is " + index.shape()
                    + ", not a vector; flatten() it, or gather with one of the tensor's own rank");
        }
        return x.with(x.shape().with(axis, index.shape().dim(0)));
    }

    /** Of x, only what the index names is read. */
    @Override
    public long bytes(List<Tensor> inputs, Tensor y) {
        return 2L * y.size() * y.dtype().bytes()
                + (long) inputs.get(1).size() * inputs.get(1).dtype().bytes();
    }

    @Override
    public void forward(Tensor x, Tensor index, Tensor y) {
        Tensor in = Contiguous.of(x);
        Along a = Along.of(x.shape(), axis);
        int rows = a.inner() == 0 ? 0 : y.size() / a.inner();
        int[] from = Indices.of(this, index, a.size());
        int bytes = x.dtype().bytes();
        var kernel = Kernels.active().copy();
        Workers.forRange(rows, Math.max(1, (1 << 14) / Math.max(1, a.inner())), (start, end) -> {
            for (int i = start; i < end; i++) {
                int row = i / from.length * a.size() + from[i % from.length];
                long at = in.offset() + (long) row * a.inner();
                kernel.copy(bytes, in.segment(), at, 1, y.segment(), (long) i * a.inner(), 1, a.inner());
            }
        });
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return dy.apply(new IndexAdd(axis, x.size(axis)), index);
    }

    /** An index has no gradient. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return index.zerosLike();
    }
}
