package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * dq = scale ds k, dk = scale ds^T q, dv = p^T dy with p = exp(scale q k^T + mask - lse) and ds = p (dy v^T - delta),
 * delta = sum(dy y) - dlse: the gradients of {@link Attention} in one vector, in the orders [n, t, h, d], [n, s, hkv,
 * d] and [n, s, hkv, e]. With dropout's factors f dv = (p f)^T dy and ds = p (f dy v^T - delta). p and f are made
 * again, block by block. Inputs: that of Attention's vector, its inputs, and its vector itself, which is a memory of
 * what they gave: it has no gradient of its own.
 */
public record AttentionGrad(Attention.Options options) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "q", "k", "v", "[mask]", "y");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec q = inputs.get(1);
        inputs.forEach(input -> Require.floating(this, q, input));
        int sizes = q.shape().size()
                + inputs.get(2).shape().size()
                + inputs.get(3).shape().size();
        return q.with(Shape.of(sizes));
    }

    private static List<Tensor> attended(List<Tensor> inputs) {
        return inputs.subList(1, inputs.size() - 1);
    }

    /** Five products where Attention has two. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        AttentionSizes sizes = AttentionSizes.of(options, attended(inputs));
        return 2 * sizes.pairs() * (3L * sizes.d() + 2L * sizes.e());
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor gradients) {
        List<Tensor> of = attended(inputs);
        AttentionSizes sizes = AttentionSizes.of(options, of);
        Fill.zero(gradients);
        if (gradients.size() == 0 || sizes.outputs() == 0) {
            return;
        }
        Tensor dy = Contiguous.of(inputs.getFirst());
        Tensor y = Contiguous.of(inputs.getLast());
        Optional<Tensor> mask = of.size() > 3 ? Optional.of(of.get(3)) : Optional.empty();
        if (y.dtype() == DType.FLOAT32) {
            AttentionBackward.run(sizes, of.get(0), of.get(1), of.get(2), mask, y, dy, gradients);
        } else {
            new AttentionDouble(sizes, of.get(0), of.get(1), of.get(2), mask).backward(y, dy, gradients);
        }
    }

    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor y) {
        if (i == inputs.size() - 1) {
            return inputs.get(i).zerosLike();
        }
        return AttentionScores.of(options, attended(inputs)).second(i, d, inputs.getFirst());
    }
}
