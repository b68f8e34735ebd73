package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;

/** What {@code merapi train fashion-mnist} trains: x [n, 1, 28, 28], logits [n, 10]. 421,642 parameters. */
public record FashionCnn(Conv2d conv1, Conv2d conv2, Linear fc1, Dropout dropout, Linear fc2) implements Layer {
    /** Random parameters. */
    public static FashionCnn of(RandomKey key) {
        Options same = Options.DEFAULT.padding(1);
        return new FashionCnn(
                Conv2d.of(1, 32, 3, same, key.fold("conv1")),
                Conv2d.of(32, 64, 3, same, key.fold("conv2")),
                Linear.of(64 * 7 * 7, 128, key.fold("fc1")),
                new Dropout(0.3),
                Linear.of(128, 10, key.fold("fc2")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h1 = conv1.forward(x).maxPool2dRelu(2); // [n, 32, 14, 14]
        Tensor h2 = conv2.forward(h1).maxPool2dRelu(2); // [n, 64, 7, 7]
        Tensor h3 = fc1.forwardRelu(h2.flatten(1));
        return fc2.forward(dropout.forward(h3));
    }
}
