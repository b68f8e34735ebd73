package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradients of {@link Crf}, packed as [n, length + k + 1, k]: for each sequence those of its emissions, of the transitions (k
 * rows) and of the end (one row), times dy[i]; the start's are the first emissions'. Each is a probability given the emissions
 * minus 1 where the tags are. Inputs: dy [n], then those of {@link Crf}.
 */
public record CrfGrad() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "emissions", "transitions", "start", "end", "tags", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec y = new Crf().spec(inputs.subList(1, 7));
        if (!inputs.getFirst().equals(y)) {
            throw new ShapeException(
                    "crfGrad: dy " + inputs.getFirst() + " should be " + y + ", one element for each sequence");
        }
        Shape s = inputs.get(1).shape();
        return y.with(Shape.of(s.dim(0), s.dim(1) + s.dim(2) + 1, s.dim(2)));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor packed) {
        Crf.Sequences sequences = Crf.Sequences.of(this, inputs.subList(1, 5), inputs.get(6));
        int[][] tags = sequences.tags(this, inputs.get(5));
        Tensor dy = Contiguous.of(inputs.getFirst());
        int rows = inputs.get(1).size(1);
        int size = packed.size(1) * packed.size(2);
        sequences.forEach((i, chain, x, at, length) -> {
            double factor = dy.dtype() == DType.FLOAT32 ? Elements.getFloat(dy, i) : Elements.getDouble(dy, i);
            chain.gradient(factor, x.segment(), at, length, tags[i], packed.segment(), (long) i * size, rows);
        });
    }

    /** For dy: d times what dy multiplies; for the rest: {@link CrfCurvature}, unpacked as this is. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor packed) {
        List<Tensor> changed = new ArrayList<>(inputs);
        return switch (i) {
            case 0 -> {
                changed.set(0, inputs.getFirst().onesLike());
                yield d.mul(Tensor.apply(this, changed)).sum(1, 2);
            }
            case 1, 2, 3, 4 -> {
                changed.remove(5);
                changed.addFirst(d);
                Tensor curvature = Tensor.apply(new CrfCurvature(), changed);
                yield new Crf().gradient(i - 1, curvature, inputs.subList(1, 7), packed);
            }
            default -> inputs.get(i).zerosLike();
        };
    }
}
