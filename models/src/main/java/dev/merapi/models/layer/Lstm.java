package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * i, f, o = sigmoid, g = tanh of x W_ih + b_ih + h W_hh + b_hh; c = f c + i g; h = o tanh(c), for x [n, t, in], output [n, t,
 * directions h]. The weights are the transpose of PyTorch's; the gates' order i, f, g, o is the same. See {@link
 * dev.merapi.tensor.op.Lstm}.
 */
public record Lstm(List<RecurrentWeights> weights, RecurrentOptions options) implements Recurrent {
    private static final int GATES = 4;

    /** Checks the weights' number and shapes. */
    public Lstm {
        weights = List.copyOf(weights);
        new RecurrentStack("Lstm", 2, weights, options).check(GATES);
    }

    /** One layer in one direction, with random parameters. */
    public static Lstm of(int in, int units, RandomKey key) {
        return of(in, units, RecurrentOptions.DEFAULT, key);
    }

    /** Random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)). */
    public static Lstm of(int in, int units, RecurrentOptions options, RandomKey key) {
        return new Lstm(RecurrentStack.draw(in, units, GATES, options, key), options);
    }

    /** {@inheritDoc} The state is h and c. */
    @Override
    public Unrolled run(Tensor x, List<Tensor> state, Optional<Tensor> lengths) {
        RecurrentStack stack = new RecurrentStack("Lstm", 2, weights, options);
        return stack.run(x, state, lengths, (in, w, s, l, reverse) -> {
            Tensor gates = w.project(in);
            return stack.mask(s.getFirst())
                    .map(mask -> RecurrentStack.stepwise(
                            gates, s, mask, l, reverse, (g, seen, now) -> step(w, g, seen, now.getLast())))
                    .orElseGet(() -> gates.lstm(w.hidden(), s.getFirst(), s.getLast(), l, reverse));
        });
    }

    /** h and c after a step that finds h and c, from projected x [n, 4 h]. */
    static List<Tensor> step(RecurrentWeights w, Tensor gates, Tensor h, Tensor c) {
        return gates.unsqueeze(0)
                .lstm(w.hidden(), h, c, Optional.empty(), false)
                .state();
    }
}
