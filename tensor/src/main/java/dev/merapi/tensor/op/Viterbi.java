package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y[i] = the tags of the largest score under the chain of {@link Crf}, int64 [n, length], -1 beyond a sequence's length; of
 * equals the one whose last different tag is smaller. Inputs: emissions [n, length, k], transitions [k, k], start [k], end [k],
 * int64 lengths [n]. Source: Viterbi, "Error bounds for convolutional codes", 1967.
 */
public record Viterbi() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("emissions", "transitions", "start", "end", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Crf.check(this, inputs.subList(0, 4), inputs.get(4));
        return new Spec(DType.INT64, inputs.get(0).shape().slice(0, 2));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        int longest = y.size(1);
        Crf.Sequences.of(this, inputs.subList(0, 4), inputs.get(4)).forEach((i, chain, x, at, length) -> {
            int[] tags = chain.best(x.segment(), at, length);
            for (int t = 0; t < longest; t++) {
                Elements.set(y, i * longest + t, t < length ? (long) tags[t] : -1L);
            }
        });
    }

    /** Tags have no gradient. */
    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return inputs.get(i).zerosLike();
    }
}
