package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * r, z = sigmoid of x W_ih + b_ih + h W_hh + b_hh, n = tanh(x W_in + b_in + r (h W_hn + b_hn)), h' = (1 - z) n + z h, for x
 * [n, in] and h [n, h]: one step of {@link Gru}, for loops of your own: decoders, which need a step's output for the next
 * step's input. Parameters are named as PyTorch's: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 *
 * @param weights those of three gates in the order r, z, n
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
        return next(project(x), h);
    }

    /**
     * What x [.., m], the first m of the input's features, adds to the gates [.., 3 h], biases included: made once for
     * all steps where these are known beforehand.
     */
    public Tensor project(Tensor x) {
        Tensor input = weights.input();
        if (x.size(-1) > input.size(0)) {
            throw new ShapeException("GruCell: x " + x.shape() + " has more features than the input's " + input.size(0)
                    + "; give the first of those, or all");
        }
        RecurrentWeights first = new RecurrentWeights(
                input.slice(0, 0, x.size(-1)), weights.hidden(), weights.inputBias(), weights.hiddenBias());
        return Gru.project(x.size(-1) == input.size(0) ? weights : first, x);
    }

    /** What x [.., m], the last m of the input's features, adds to the gates [.., 3 h], without biases. */
    public Tensor projectLast(Tensor x) {
        Tensor input = weights.input();
        return x.linear(input.slice(0, input.size(0) - x.size(-1), input.size(0)));
    }

    /** h [n, h] after a step with these gates [n, 3 h] of its whole input that finds h [n, h]. */
    public Tensor next(Tensor gates, Tensor h) {
        return gates.unsqueeze(0)
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
