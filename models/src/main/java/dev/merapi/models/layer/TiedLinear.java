package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = x E^T + b for x [.., d], y [.., v]: logits by the table of an embedding, the same tensor, which both train. {@link State}
 * lists it once, under the name where it comes first. Source: Press, Wolf, "Using the output embedding to improve language
 * models", 2017.
 *
 * @param weight E [v, d], an {@link Embedding}'s
 * @param bias b [v]
 */
public record TiedLinear(Tensor weight, Optional<Tensor> bias) implements Layer {
    /** Checks the parameters' shapes. */
    public TiedLinear {
        if (weight.rank() != 2
                || (bias.isPresent()
                        && !bias.get().shape().equals(weight.shape().slice(0, 1)))) {
            throw new ShapeException(
                    "a tied linear layer needs a weight [symbols, width] and a bias [symbols], but got "
                            + weight.shape()
                            + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** Without bias. */
    public static TiedLinear of(Embedding embedding) {
        return new TiedLinear(embedding.weight(), Optional.empty());
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() == 0 || x.size(-1) != weight.size(1)) {
            throw new ShapeException("TiedLinear(" + weight.size(1) + " -> " + weight.size(0) + "): the input "
                    + x.shape() + " should have " + weight.size(1) + " features on its last axis, the width of the"
                    + " embedding");
        }
        return bias.map(b -> x.linear(weight.t(), b)).orElseGet(() -> x.linear(weight.t()));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
