package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A layer over sequences: x [n, t, in] gives the state after each step [n, t, width].
 *
 * <p>Parameters are named as PyTorch's: {@code weight_ih_l0}, {@code weight_hh_l0}, {@code bias_ih_l0}, {@code bias_hh_l0}, with
 * {@code _reverse} for the other direction.
 */
public sealed interface Recurrent extends Layer, Named permits Rnn, Lstm, Gru {
    /** The parameters: of the first layer forward, then in reverse if it's bidirectional, then of the next layer. */
    List<RecurrentWeights> weights();

    /** Layers, directions, dropout. */
    RecurrentOptions options();

    /**
     * The states after each step, and the last ones.
     *
     * @param x [n, t, in]
     * @param state what the first step finds, each [layers directions, n, h]: h, and for {@link Lstm} c; none for zeros
     * @param lengths how many steps each sample has [n]; later ones leave its state as it is and put out 0, and the other
     *     direction begins at its own last step: what PyTorch's packed sequences do
     */
    Unrolled run(Tensor x, List<Tensor> state, Optional<Tensor> lengths);

    /** From zeros, without lengths: the states after each step. */
    @Override
    default Tensor forward(Tensor x) {
        return run(x, List.of(), Optional.empty()).output();
    }

    /** Features of the output. */
    default int width() {
        return weights().getFirst().units() * options().directions();
    }

    /** The last layer's last state [n, width], both directions side by side, of what {@link #run} gave. */
    default Tensor last(Unrolled result) {
        if (result.state().isEmpty()) {
            throw new ShapeException("last: a result of " + result.output().shape()
                    + " without states has no last one; give what run gave");
        }
        Tensor h = result.state().getFirst();
        List<Tensor> directions = h.slice(0, h.size(0) - options().directions(), h.size(0)).split(0, 1).stream()
                .map(d -> d.squeeze(0))
                .toList();
        return directions.size() == 1 ? directions.getFirst() : Tensor.concat(1, directions);
    }

    @Override
    default Map<String, ?> named() {
        return RecurrentStack.named(weights(), options());
    }

    @Override
    default Set<String> transposed() {
        return RecurrentWeights.transposed(named());
    }
}
