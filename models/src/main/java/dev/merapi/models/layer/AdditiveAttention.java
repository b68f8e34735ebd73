package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = sum over j of a[i, j] m[j] with a = softmax over j of v^T tanh(W q[i] + U m[j]): queries q [n, t, dq], what they
 * look at m [n, s, dm], y [n, t, dm]. Source: Bahdanau, Cho, Bengio, "Neural machine translation by jointly learning to
 * align and translate", 2015, equations 5 and 6.
 *
 * @param query W [dq, u], with a bias
 * @param key U [dm, u], without
 * @param score v [u, 1], without
 */
public record AdditiveAttention(Linear query, Linear key, Linear score) {
    /** Random parameters: {@link Init#fanIn}. */
    public static AdditiveAttention of(int queryWidth, int keyWidth, int hidden, RandomKey random) {
        return new AdditiveAttention(
                Linear.of(queryWidth, hidden, random.fold("query")),
                Linear.withoutBias(keyWidth, hidden, random.fold("key")),
                Linear.withoutBias(hidden, 1, random.fold("score")));
    }

    /** U m [n, s, u], which a decoder makes once for all its steps. */
    public Tensor project(Tensor m) {
        return key.forward(m);
    }

    /**
     * The weights a [n, t, s] of queries q [n, t, dq] for {@link #project}ed keys [n, s, u]; of a mask [n, s] the true
     * keys are seen, and a sample without any gets zeros.
     */
    public Tensor weights(Tensor q, Tensor projected, Optional<Tensor> mask) {
        Tensor hidden =
                query.forward(q).unsqueeze(2).add(projected.unsqueeze(1)).tanh();
        Tensor scores = score.forward(hidden).squeeze(-1);
        return AttentionMasks.softmax("AdditiveAttention", scores, mask);
    }

    /** y [n, t, dm]. */
    public Tensor attend(Tensor q, Tensor m, Optional<Tensor> mask) {
        return weights(q, project(m), mask).matmul(m);
    }
}
