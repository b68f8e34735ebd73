package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * h = tanh(x W_ih + b_ih + h W_hh + b_hh), or relu, for x [n, t, in], output [n, t, directions h]. The weights are the transpose
 * of PyTorch's. See {@link dev.merapi.tensor.op.Rnn}.
 *
 * @param relu instead of tanh
 */
public record Rnn(List<RecurrentWeights> weights, RecurrentOptions options, boolean relu) implements Recurrent {
    /** Checks the weights' number and shapes. */
    public Rnn {
        weights = List.copyOf(weights);
        new RecurrentStack("Rnn", 1, weights, options).check(1);
    }

    /** One layer of tanh in one direction, with random parameters. */
    public static Rnn of(int in, int units, RandomKey key) {
        return of(in, units, RecurrentOptions.DEFAULT, key);
    }

    /** Random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)), and tanh. */
    public static Rnn of(int in, int units, RecurrentOptions options, RandomKey key) {
        return new Rnn(RecurrentStack.draw(in, units, 1, options, key), options, false);
    }

    /** The same with relu. */
    public Rnn withRelu() {
        return new Rnn(weights, options, true);
    }

    /** {@inheritDoc} The state is h. */
    @Override
    public Unrolled run(Tensor x, List<Tensor> state, Optional<Tensor> lengths) {
        RecurrentStack stack = new RecurrentStack("Rnn", 1, weights, options);
        return stack.run(x, state, lengths, (in, w, s, l, reverse) -> {
            Tensor projected = w.project(in);
            return stack.mask(s.getFirst())
                    .map(mask -> RecurrentStack.stepwise(
                            projected,
                            s,
                            mask,
                            l,
                            reverse,
                            (p, seen, _) -> p.unsqueeze(0)
                                    .rnn(w.hidden(), seen, Optional.empty(), false, relu)
                                    .state()))
                    .orElseGet(() -> projected.rnn(w.hidden(), s.getFirst(), l, reverse, relu));
        });
    }
}
