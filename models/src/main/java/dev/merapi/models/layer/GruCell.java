package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One step of {@link Gru}, for loops of your own: decoders, which need a step's output for the next step's input. Parameters are
 * named as PyTorch's: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public record GruCell(RecurrentWeights weights) implements Named {
    /** Checks the weights' shapes. */
    public GruCell {
        new RecurrentStack("GruCell", 1, List.of(weights), RecurrentOptions.DEFAULT).check(3);
    }

    /** Random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)). */
    public static GruCell of(int in, int units, RandomKey key) {
        return new GruCell(RecurrentWeights.of(in, units, 3, true, key));
    }

    /** h [n, h] after a step with x [n, in] that finds h [n, h]. */
    public Tensor step(Tensor x, Tensor h) {
        return Gru.project(weights, x)
                .unsqueeze(0)
                .gru(weights.hidden(), Gru.newStateBias(weights), h, Optional.empty(), false)
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
