package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;

/**
 * x [n, 1, 28, 28], logits [n, classes]; 61,706 parameters for 10 classes. Source: LeCun et al., "Gradient-based
 * learning applied to document recognition", 1998, figure 2; today's form, where each map of C3 sees all of S2, S2 and
 * S4 have no parameters, and the last layer is linear.
 */
public record LeNet5(Conv2d c1, Conv2d c3, Linear c5, Linear f6, Linear output) implements Layer {
    /** Random parameters. */
    public static LeNet5 of(int classes, RandomKey key) {
        return new LeNet5(
                Conv2d.of(1, 6, 5, Options.DEFAULT.padding(2), key.fold("c1")),
                Conv2d.of(6, 16, 5, key.fold("c3")),
                Linear.of(16 * 5 * 5, 120, key.fold("c5")),
                Linear.of(120, 84, key.fold("f6")),
                Linear.of(84, classes, key.fold("output")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor s2 = c1.forward(x).tanh().avgPool2d(2); // [n, 6, 14, 14]
        Tensor s4 = c3.forward(s2).tanh().avgPool2d(2); // [n, 16, 5, 5]
        Tensor h5 = c5.forward(s4.flatten(1)).tanh();
        Tensor h6 = f6.forward(h5).tanh();
        return output.forward(h6);
    }
}
