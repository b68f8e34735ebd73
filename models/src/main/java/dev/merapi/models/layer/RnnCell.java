package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One step of {@link Rnn}, for loops of your own: h = tanh(x W_ih + b_ih + h W_hh + b_hh), or relu. Parameters are named as
 * PyTorch's: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 *
 * @param relu instead of tanh
 */
public record RnnCell(RecurrentWeights weights, boolean relu) implements Named {
    /** Checks the weights' shapes. */
    public RnnCell {
        new RecurrentStack("RnnCell", 1, List.of(weights), RecurrentOptions.DEFAULT).check(1);
    }

    /** Tanh, with random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)). */
    public static RnnCell of(int in, int units, RandomKey key) {
        return new RnnCell(RecurrentWeights.of(in, units, 1, true, key), false);
    }

    /** The same with relu. */
    public RnnCell withRelu() {
        return new RnnCell(weights, true);
    }

    /** h [n, h] after a step with x [n, in] that finds h [n, h]. */
    public Tensor step(Tensor x, Tensor h) {
        return weights.project(x)
                .unsqueeze(0)
                .rnn(weights.hidden(), h, Optional.empty(), false, relu)
                .state()
                .getFirst();
    }

    @Override
    public Map<String, ?> named() {
        return weights.named("");
    }

    @Override
    public Set<String> transposed() {
        return RecurrentWeights.transposed(named());
    }
}
