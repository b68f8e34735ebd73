package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * i, f, o = sigmoid, g = tanh of x W_ih + b_ih + h W_hh + b_hh; c' = f c + i g; h' = o tanh(c'), for x [n, in], h and c [n, h]:
 * one step of {@link Lstm}, for loops of your own: decoders, which need a step's output for the next step's input. Parameters
 * are named as PyTorch's: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 *
 * @param weights those of four gates in the order i, f, g, o
 */
public record LstmCell(RecurrentWeights weights) implements Named {
    /** Checks the weights' shapes. */
    public LstmCell {
        new RecurrentStack("LstmCell", 2, List.of(weights), RecurrentOptions.DEFAULT).check(4);
    }

    /** Random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)). */
    public static LstmCell of(int in, int units, RandomKey key) {
        return new LstmCell(RecurrentWeights.of(in, units, 4, true, key));
    }

    /** What a step leaves, each [n, h]. */
    public record State(Tensor h, Tensor c) {}

    /** The state after a step with x [n, in]. */
    public State step(Tensor x, State state) {
        List<Tensor> next = Lstm.step(weights, weights.project(x), state.h, state.c);
        return new State(next.getFirst(), next.getLast());
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
