package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** y is the inputs one after another along an axis. */
public record Concat(int axis) implements Op.Nary {
    /** The operator for these tensors; the axis may count from the end. */
    public static Concat of(int axis, List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new ShapeException("concat: there is no tensor to join along axis " + axis + "; pass at least one");
        }
        return new Concat(tensors.getFirst().shape().axis(axis));
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec first = inputs.getFirst();
        long size = 0;
        for (Spec x : inputs) {
            Require.same(this, first, x);
            boolean fits = x.shape().rank() == first.shape().rank();
            if (!fits || !x.shape().with(axis, 0).equals(first.shape().with(axis, 0))) {
                throw new ShapeException("concat: " + x.shape() + " can't follow " + first.shape() + " along axis "
                        + axis + "; all other axes must be equal");
            }
            size += x.shape().dim(axis);
        }
        return first.with(first.shape().with(axis, Shape.size("concat", size)));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        int from = 0;
        for (Tensor x : inputs) {
            int to = from + x.size(axis);
            Contiguous.copy(x, new Slice(axis, from, to, 1).view(y));
            from = to;
        }
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        int from = inputs.subList(0, i).stream().mapToInt(x -> x.size(axis)).sum();
        return dy.slice(axis, from, from + inputs.get(i).size(axis));
    }
}
