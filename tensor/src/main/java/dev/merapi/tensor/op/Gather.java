package dev.merapi.tensor.op;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** y[i, j] = x[index[i, j], j] for axis 0, x[i, index[i, j]] for axis 1, and so on for any rank. */
public record Gather(int axis) implements Op.Binary {
    @Override
    public Spec spec(Spec x, Spec index) {
        Require.index(this, index);
        checkShapes(this, axis, x.shape(), index.shape());
        return x.with(index.shape());
    }

    /** The index has x's shape but along the axis. */
    static void checkShapes(Op op, int axis, Shape x, Shape index) {
        if (x.rank() != index.rank() || !x.with(axis, 0).equals(index.with(axis, 0))) {
            throw new ShapeException(op.name() + ": the index " + index + " must be as " + x + " but along axis " + axis
                    + "; unsqueeze or broadcast it, or slice the tensor");
        }
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
        int[] from = Indices.of(this, index, a.size());
        int length = index.size(axis);
        int bytes = x.dtype().bytes();
        int inner = a.inner();
        int runs = inner == 0 ? 0 : from.length / inner;
        Workers.forRange(runs, Math.max(1, (1 << 12) / Math.max(1, inner)), (start, end) -> {
            for (int run = start; run < end; run++) {
                long block = in.offset() + (long) (run / length) * a.size() * inner;
                for (int j = 0; j < inner; j++) {
                    int i = run * inner + j;
                    Elements.copy(bytes, in.segment(), block + (long) from[i] * inner + j, y.segment(), i);
                }
            }
        });
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return x.zerosLike().scatterAdd(axis, index, dy);
    }

    /** An index has no gradient. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor x, Tensor index, Tensor y) {
        return index.zerosLike();
    }
}
