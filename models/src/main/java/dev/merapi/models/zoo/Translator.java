package dev.merapi.models.zoo;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * A model that writes a sequence for a sequence. Sources [n, s] and targets [n, t] are numbers of symbols, padded at
 * their ends.
 *
 * <p>A trainer is told where the target goes: {@code batch -> model.forward(batch.inputs(), batch.more().getFirst())},
 * with the targets behind a symbol that begins them as more, and the same with one that ends them as targets, which is
 * how {@link dev.merapi.models.text.Translations} gives them.
 */
public interface Translator {
    /** Logits [n, t, symbols] of each target position's successor: position i knows the target up to i. */
    Tensor forward(Tensor sourceIds, Tensor targetIds);

    /** How much each of the target's positions looks at each of the source's while its successor is guessed: [n, t, s]. */
    Tensor alignments(Tensor sourceIds, Tensor targetIds);

    /** A target for each source [n, s], always of the likeliest symbols: without those that begin and end it. */
    List<long[]> greedy(Tensor sourceIds);

    /**
     * The best target found for each source [n, s] with {@code width} beams, by log-probability over ((5 + length) /
     * 6)^alpha. Source: Wu et al., "Google's neural machine translation system", 2016, equation 14.
     */
    List<long[]> beams(Tensor sourceIds, int width, double alpha);

    /** {@link #beams} for one source [1, s]. */
    default long[] beam(Tensor sourceIds, int width, double alpha) {
        if (sourceIds.rank() != 2 || sourceIds.size(0) != 1) {
            throw new ShapeException(getClass().getSimpleName() + ": a beam search for the source " + sourceIds.shape()
                    + " can't be; give one source [1, s], or ask for the beams of several");
        }
        return beams(sourceIds, width, alpha).getFirst();
    }
}
