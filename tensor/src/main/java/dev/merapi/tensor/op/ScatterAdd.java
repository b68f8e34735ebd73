package dev.merapi.tensor.op;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y = x, then y[index[i, j], j] += source[i, j] for axis 0, y[i, index[i, j]] for axis 1, and so on. Inputs: x, index,
 * source. Equal indices are added in the order of i, whoever computes.
 */
public record ScatterAdd(int axis) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "index", "source");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.get(0);
        Spec index = Require.index(this, inputs.get(1));
        Spec source = inputs.get(2);
        Require.floating(this, x, source);
        Gather.checkShapes(this, axis, x.shape(), index.shape());
        if (!index.shape().equals(source.shape())) {
            throw new ShapeException("scatterAdd: the index " + index.shape() + " and the source " + source.shape()
                    + " must have one shape; broadcast or slice one of them");
        }
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Contiguous.copy(inputs.get(0), y);
        Tensor source = Contiguous.of(inputs.get(2));
        Along a = Along.of(y.shape(), axis);
        int[] to = Indices.of(this, inputs.get(1), a.size());
        int block = source.size(axis) * a.inner();
        Workers.forRange(a.outer(), Math.max(1, (1 << 12) / Math.max(1, block)), (start, end) -> {
            for (int outer = start; outer < end; outer++) {
                for (int i = outer * block; i < (outer + 1) * block; i++) {
                    add(source, i, y, (outer * a.size() + to[i]) * a.inner() + i % a.inner());
                }
            }
        });
    }

    private static void add(Tensor source, int from, Tensor y, int to) {
        if (y.dtype() == DType.FLOAT32) {
            Elements.set(y, to, Elements.getFloat(y, to) + Elements.getFloat(source, from));
        } else {
            Elements.set(y, to, Elements.getDouble(y, to) + Elements.getDouble(source, from));
        }
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return switch (i) {
            case 0 -> dy;
            case 1 -> inputs.get(1).zerosLike();
            default -> dy.gather(axis, inputs.get(1));
        };
    }
}
