package dev.merapi.tensor.op;

import dev.merapi.simd.ChainCurvature;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * y[i] = dy[i] H d[i], H being the second derivatives of sequence i's {@link Crf}, with d and y packed as {@link CrfGrad} is: the
 * gradient of that, as H is symmetric. Inputs: d [n, length + k + 1, k], dy [n], emissions, transitions, start, end, lengths.
 */
public record CrfCurvature() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("d", "dy", "emissions", "transitions", "start", "end", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec one = Crf.check(this, inputs.subList(2, 6), inputs.get(6));
        Shape s = inputs.get(2).shape();
        Spec packed = one.with(Shape.of(s.dim(0), s.dim(1) + s.dim(2) + 1, s.dim(2)));
        if (!inputs.get(0).equals(packed) || !inputs.get(1).equals(one)) {
            throw new ShapeException("crfCurvature: d " + inputs.get(0) + " and dy " + inputs.get(1) + " should be "
                    + packed + " and " + one);
        }
        return packed;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Crf.Sequences sequences = Crf.Sequences.of(this, inputs.subList(2, 6), inputs.get(6));
        Tensor d = Contiguous.of(inputs.get(0));
        Tensor dy = Contiguous.of(inputs.get(1));
        int rows = inputs.get(2).size(1);
        int size = y.size(1) * y.size(2);
        sequences.forEach((i, chain, x, at, length) -> {
            double factor = dy.dtype() == DType.FLOAT32 ? Elements.getFloat(dy, i) : Elements.getDouble(dy, i);
            long direction = d.offset() + (long) i * size;
            new ChainCurvature(chain, x.segment(), at, length, d.segment(), direction, rows)
                    .product(factor, x.segment(), at, y.segment(), (long) i * size);
        });
    }

    /** For d: the same of what comes back; for dy: what it multiplies. */
    @Override
    public Tensor gradient(int i, Tensor back, List<Tensor> inputs, Tensor y) {
        List<Tensor> changed = new ArrayList<>(inputs);
        return switch (i) {
            case 0 -> {
                changed.set(0, back);
                yield Tensor.apply(this, changed);
            }
            case 1 -> {
                changed.set(1, inputs.get(1).onesLike());
                yield back.mul(Tensor.apply(this, changed)).sum(1, 2);
            }
            case 2, 3, 4, 5 ->
                throw new UnsupportedOperationException("crf: it can be differentiated twice, not three times;"
                        + " detach() its second derivative where a third isn't meant");
            default -> inputs.get(i).zerosLike();
        };
    }
}
