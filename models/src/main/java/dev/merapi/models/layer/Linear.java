package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = x W + b for x [.., in], y [.., out].
 *
 * @param weight W [in, out]: the transpose of PyTorch's, so that one row streams through it
 * @param bias b [out]
 */
public record Linear(@Transposed Tensor weight, Optional<Tensor> bias) implements FusesRelu {
    /** Checks the parameters' shapes. */
    public Linear {
        if (weight.rank() != 2
                || (bias.isPresent()
                        && !bias.get().shape().equals(weight.shape().remove(0)))) {
            throw new ShapeException("a linear layer needs a weight [in, out] and a bias [out], but got "
                    + weight.shape() + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** A layer with random parameters: {@link Init#fanIn}. */
    public static Linear of(int in, int out, RandomKey key) {
        return new Linear(
                Init.fanIn(key.fold("weight"), in, in, out), Optional.of(Init.fanIn(key.fold("bias"), in, out)));
    }

    /** A layer with random weights and no bias. */
    public static Linear withoutBias(int in, int out, RandomKey key) {
        return new Linear(Init.fanIn(key.fold("weight"), in, in, out), Optional.empty());
    }

    @Override
    public Tensor forward(Tensor x) {
        check(x);
        return bias.map(b -> x.linear(weight, b)).orElseGet(() -> x.linear(weight));
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        check(x);
        return bias.map(b -> x.linearRelu(weight, b))
                .orElseGet(() -> x.linear(weight).relu());
    }

    private void check(Tensor x) {
        if (x.rank() == 0 || x.size(-1) != weight.size(0)) {
            throw new ShapeException("Linear(" + weight.size(0) + " -> " + weight.size(1) + "): the input " + x.shape()
                    + " should have " + weight.size(0) + " features on its last axis"
                    + (x.rank() > 2 ? "; flatten(1) it first" : "; give the layer the width of what comes before"));
        }
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
