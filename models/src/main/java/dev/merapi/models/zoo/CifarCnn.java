package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;

/** A small network for CIFAR-10, as in TensorFlow's tutorial: x [n, 3, 32, 32], logits [n, 10]. 122,570 parameters. */
public record CifarCnn(Conv2d conv1, Conv2d conv2, Conv2d conv3, Linear fc1, Linear fc2) implements Layer {
    /** Random parameters. */
    public static CifarCnn of(RandomKey key) {
        return new CifarCnn(
                Conv2d.of(3, 32, 3, key.fold("conv1")),
                Conv2d.of(32, 64, 3, key.fold("conv2")),
                Conv2d.of(64, 64, 3, key.fold("conv3")),
                Linear.of(64 * 4 * 4, 64, key.fold("fc1")),
                Linear.of(64, 10, key.fold("fc2")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h1 = conv1.forward(x).maxPool2dRelu(2); // [n, 32, 15, 15]
        Tensor h2 = conv2.forward(h1).maxPool2dRelu(2); // [n, 64, 6, 6]
        Tensor h3 = conv3.forwardRelu(h2).flatten(1); // [n, 64 * 4 * 4]
        return fc2.forward(fc1.forwardRelu(h3));
    }
}
