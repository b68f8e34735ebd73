package dev.merapi.models.layer;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * A linear-chain conditional random field over tags: p(tags) is e^score / sum of e^score over all sequences of tags, where the
 * score of tags y is start[y[0]] + sum of x[t, y[t]] + sum of transitions[y[t - 1], y[t]] + end[y[last]], for emissions x [n,
 * length, tags]. It's a model's last component: {@link #forward} gives the emissions as they are,
 * {@link dev.merapi.models.loss.CrfNll} learns the rest, and {@link #decode} finds the likeliest tags. Names and first values are
 * those of the package pytorch-crf. Source: Lafferty, McCallum, Pereira, "Conditional random fields", 2001.
 *
 * @param startTransitions [tags]
 * @param endTransitions [tags]
 * @param transitions [tags, tags], from a tag to the next
 */
public record Crf(Tensor startTransitions, Tensor endTransitions, Tensor transitions) implements Layer {
    /** Checks the shapes. */
    public Crf {
        Shape tags = startTransitions.shape();
        boolean square = transitions.shape().equals(tags.concat(tags));
        if (tags.rank() != 1 || !endTransitions.shape().equals(tags) || !square) {
            throw new ShapeException("Crf: start " + tags + ", end " + endTransitions.shape() + " and transitions "
                    + transitions.shape() + " should be [tags], [tags] and [tags, tags]");
        }
    }

    /** All drawn from U(-0.1, 0.1). */
    public static Crf of(int tags, RandomKey key) {
        return new Crf(
                Init.uniform(key.fold("start_transitions"), 0.1, tags),
                Init.uniform(key.fold("end_transitions"), 0.1, tags),
                Init.uniform(key.fold("transitions"), 0.1, tags, tags));
    }

    /** The emissions, checked. */
    @Override
    public Tensor forward(Tensor emissions) {
        int tags = startTransitions.size();
        if (emissions.rank() != 3 || emissions.size(2) != tags) {
            throw new ShapeException("Crf(" + tags + "): the input " + emissions.shape() + " should be [n, length, "
                    + tags + "], a score for each tag; give what comes before that width");
        }
        return emissions;
    }

    /** -log p(tags) of each sequence, [n], for tags [n, length] and lengths [n]. */
    public Tensor negativeLogLikelihood(Tensor emissions, Tensor tags, Tensor lengths) {
        return forward(emissions).crf(transitions, startTransitions, endTransitions, tags, lengths);
    }

    /** The likeliest tags, int64 [n, length], -1 beyond a sequence's length, for lengths [n]. */
    public Tensor decode(Tensor emissions, Tensor lengths) {
        return forward(emissions).viterbi(transitions, startTransitions, endTransitions, lengths);
    }

    /** The same where all sequences are as long as the tensor. */
    public Tensor decode(Tensor emissions) {
        return decode(emissions, Tensor.full(DType.INT64, Shape.of(emissions.size(0)), emissions.size(1)));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
