package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * r, z = sigmoid of x W_ih + b_ih + h W_hh + b_hh, n = tanh(x W_in + b_in + r (h W_hn + b_hn)), h = (1 - z) n + z h, for x [n,
 * t, in], output [n, t, directions h]. The weights are the transpose of PyTorch's; the gates' order r, z, n is the same. See
 * {@link dev.merapi.tensor.op.Gru}.
 */
public record Gru(List<RecurrentWeights> weights, RecurrentOptions options) implements Recurrent {
    private static final int GATES = 3;

    /** Checks the weights' number and shapes. */
    public Gru {
        weights = List.copyOf(weights);
        new RecurrentStack("Gru", 1, weights, options).check(GATES);
    }

    /** One layer in one direction, with random parameters. */
    public static Gru of(int in, int units, RandomKey key) {
        return of(in, units, RecurrentOptions.DEFAULT, key);
    }

    /** Random parameters, all from U(-1 / sqrt(units), 1 / sqrt(units)). */
    public static Gru of(int in, int units, RecurrentOptions options, RandomKey key) {
        return new Gru(RecurrentStack.draw(in, units, GATES, options, key), options);
    }

    /** {@inheritDoc} The state is h. */
    @Override
    public Unrolled run(Tensor x, List<Tensor> state, Optional<Tensor> lengths) {
        RecurrentStack stack = new RecurrentStack("Gru", 1, weights, options);
        return stack.run(x, state, lengths, (in, w, s, l, reverse) -> {
            Tensor gates = project(w, in);
            Tensor bias = newStateBias(w);
            return stack.mask(s.getFirst())
                    .map(mask -> RecurrentStack.stepwise(
                            gates,
                            s,
                            mask,
                            l,
                            reverse,
                            (g, seen, now) -> List.of(step(w, bias, g, seen, now.getFirst()))))
                    .orElseGet(() -> gates.gru(w.hidden(), bias, s.getFirst(), l, reverse));
        });
    }

    /** x W_ih + b_ih, and b_hh where it isn't inside of what r multiplies. */
    static Tensor project(RecurrentWeights w, Tensor x) {
        int h = w.units();
        return w.inputBias()
                .map(b -> {
                    Tensor outside = w.hiddenBias().orElseThrow().slice(0, 0, 2 * h);
                    Tensor zeros = Tensor.full(b.dtype(), Shape.of(h), 0);
                    return x.linear(w.input(), b.add(Tensor.concat(0, outside, zeros)));
                })
                .orElseGet(() -> x.linear(w.input()));
    }

    /** b_hn. */
    static Tensor newStateBias(RecurrentWeights w) {
        int h = w.units();
        return w.hiddenBias()
                .map(b -> b.slice(0, 2 * h, 3 * h))
                .orElseGet(() -> Tensor.full(w.hidden().dtype(), Shape.of(h), 0));
    }

    /** A step by ordinary operators, whose gates see another h than the one that z keeps. */
    private static Tensor step(RecurrentWeights w, Tensor bias, Tensor x, Tensor seen, Tensor h) {
        int units = w.units();
        Tensor p = seen.matmul(w.hidden());
        Tensor rz = x.slice(1, 0, 2 * units).add(p.slice(1, 0, 2 * units)).sigmoid();
        Tensor m = p.slice(1, 2 * units, 3 * units).add(bias);
        Tensor n = x.slice(1, 2 * units, 3 * units)
                .add(rz.slice(1, 0, units).mul(m))
                .tanh();
        return n.add(rz.slice(1, units, 2 * units).mul(h.sub(n)));
    }
}
