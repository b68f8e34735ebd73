package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y = x s with s = sigmoid(fc2(relu(fc1(m)))) [n, c, 1, 1], m the mean of each channel, for x [n, c, h, w]. Source: Hu, Shen,
 * Sun, "Squeeze-and-excitation networks", 2018.
 *
 * @param fc1 from c to fewer features
 * @param fc2 back to c
 */
public record SqueezeExcitation(Linear fc1, Linear fc2) implements Layer {
    /** {@code squeezed} features between; the paper has channels / 16. Random parameters. */
    public static SqueezeExcitation of(int channels, int squeezed, RandomKey key) {
        return new SqueezeExcitation(
                Linear.of(channels, squeezed, key.fold("fc1")), Linear.of(squeezed, channels, key.fold("fc2")));
    }

    @Override
    public Tensor forward(Tensor x) {
        int channels = fc1.weight().size(0);
        if (x.rank() != 4 || x.size(1) != channels) {
            throw new ShapeException("SqueezeExcitation(" + channels + "): the input " + x.shape() + " should be [n, "
                    + channels + ", height, width]; give the layer the channels of what comes before");
        }
        Tensor s = fc2.forward(fc1.forwardRelu(x.mean(2, 3))).sigmoid();
        return x.mul(s.reshape(x.size(0), channels, 1, 1));
    }
}
