package dev.merapi.models.zoo;

import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;

/** A perceptron with two hidden layers: x [n, ...] flattened, relu, relu, logits [n, classes]. */
public record Mlp(Linear fc1, Linear fc2, Linear fc3) implements Layer {
    /** 784-128-64-10, for images of 28 x 28. */
    public static Mlp of(RandomKey key) {
        return of(784, 128, 64, 10, key);
    }

    /** Any widths. */
    public static Mlp of(int in, int hidden1, int hidden2, int classes, RandomKey key) {
        return new Mlp(
                Linear.of(in, hidden1, key.fold("fc1")),
                Linear.of(hidden1, hidden2, key.fold("fc2")),
                Linear.of(hidden2, classes, key.fold("fc3")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h1 = fc1.forwardRelu(x.flatten(1));
        Tensor h2 = fc2.forwardRelu(h1);
        return fc3.forward(h2);
    }
}
