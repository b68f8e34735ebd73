package dev.merapi.tensor;

import dev.merapi.tensor.op.Crf;
import dev.merapi.tensor.op.CtcLoss;
import dev.merapi.tensor.op.Viterbi;
import java.util.List;

/** Sums and maxima over all ways to label a sequence. */
public sealed interface Sequences permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * Connectionist temporal classification of these log-probabilities [n, frames, classes]: [n], see {@link CtcLoss}.
     *
     * @param targets class numbers [n, s]
     * @param frames how many frames each sample has [n]
     * @param lengths how many labels each target has [n]
     */
    default Tensor ctcLoss(Tensor targets, Tensor frames, Tensor lengths, int blank, boolean zeroInfinity) {
        List<Tensor> inputs = List.of(self(), targets.to(DType.INT64), frames.to(DType.INT64), lengths.to(DType.INT64));
        return Tensor.apply(new CtcLoss(blank, zeroInfinity), inputs);
    }

    /**
     * The negative log likelihood of tags [n, length] under a linear-chain conditional random field of these emissions [n,
     * length, k], transitions [k, k], start [k] and end [k]: [n], see {@link Crf}.
     *
     * @param lengths how many tags each sequence has [n]
     */
    default Tensor crf(Tensor transitions, Tensor start, Tensor end, Tensor tags, Tensor lengths) {
        List<Tensor> inputs = List.of(self(), transitions, start, end, tags.to(DType.INT64), lengths.to(DType.INT64));
        return Tensor.apply(new Crf(), inputs);
    }

    /** The tags of the largest score under the same chain, int64 [n, length], -1 beyond a sequence's length. */
    default Tensor viterbi(Tensor transitions, Tensor start, Tensor end, Tensor lengths) {
        return Tensor.apply(new Viterbi(), List.of(self(), transitions, start, end, lengths.to(DType.INT64)));
    }
}
