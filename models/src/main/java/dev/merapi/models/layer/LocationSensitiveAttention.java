package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.Optional;

/**
 * a[j] = softmax over j of v^T tanh(W q + U m[j] + V f[j]) with f = F * (sum of the earlier steps' a): attention that
 * knows how often it has looked where, so that it goes on. A query q [n, dq], keys m [n, s, dm], a [n, s]. Source:
 * Chorowski, Bahdanau, Serdyuk, Cho, Bengio, "Attention-based models for speech recognition", 2015, equations 8 and 9;
 * with the sum instead of the last step's weights as Shen et al., "Natural TTS synthesis by conditioning WaveNet on mel
 * spectrogram predictions", 2018.
 *
 * @param query W [dq, u], with a bias
 * @param key U [dm, u], without
 * @param location F [filters, 1, kernel], without
 * @param filter V [filters, u], without
 * @param score v [u, 1], without
 */
public record LocationSensitiveAttention(Linear query, Linear key, Conv1d location, Linear filter, Linear score) {
    /** Random parameters: {@link Init#fanIn}. */
    public static LocationSensitiveAttention of(
            int queryWidth, int keyWidth, int hidden, int filters, int kernel, RandomKey random) {
        return new LocationSensitiveAttention(
                Linear.of(queryWidth, hidden, random.fold("query")),
                Linear.withoutBias(keyWidth, hidden, random.fold("key")),
                Conv1d.withoutBias(1, filters, kernel, Options.DEFAULT, random.fold("location"))
                        .same(),
                Linear.withoutBias(filters, hidden, random.fold("filter")),
                Linear.withoutBias(hidden, 1, random.fold("score")));
    }

    /** U m [n, s, u], which a decoder makes once for all its steps. */
    public Tensor project(Tensor m) {
        return key.forward(m);
    }

    /**
     * The weights a [n, s].
     *
     * @param q [n, dq]
     * @param projected {@link #project}ed keys [n, s, u]
     * @param before the sum of the earlier steps' weights [n, s], zeros at first
     * @param mask of the keys [n, s], the true ones are seen, and a sample without any gets zeros
     */
    public Tensor weights(Tensor q, Tensor projected, Tensor before, Optional<Tensor> mask) {
        Tensor seen = filter.forward(location.forward(before.unsqueeze(1)).transpose(1, 2)); // [n, s, u]
        Tensor hidden = projected.add(query.forward(q).unsqueeze(1)).add(seen).tanh();
        Tensor scores = score.forward(hidden).squeeze(-1);
        return AttentionMasks.softmax("LocationSensitiveAttention", scores, mask);
    }
}
