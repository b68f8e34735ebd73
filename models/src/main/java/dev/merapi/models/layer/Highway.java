package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = g relu(x W + b) + (1 - g) x with g = sigmoid(x W_g + b_g), for x [.., d]. Source: Srivastava, Greff, Schmidhuber, "Highway
 * networks", 2015.
 *
 * @param plain W [d, d], b [d]
 * @param gate W_g [d, d], b_g [d]
 */
public record Highway(Linear plain, Linear gate) implements Layer {
    /** Random weights; the gate's bias is -2, so that at first most of x passes. */
    public static Highway of(int width, RandomKey key) {
        Tensor weight = Init.fanIn(key.fold("gate"), width, width, width);
        Tensor bias = Tensor.zeros(width).sub(2);
        return new Highway(Linear.of(width, width, key.fold("plain")), new Linear(weight, Optional.of(bias)));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor g = gate.forward(x).sigmoid();
        return plain.forwardRelu(x).sub(x).mul(g).add(x);
    }
}
