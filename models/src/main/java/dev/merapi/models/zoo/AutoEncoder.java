package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.TransposedOptions;

/**
 * Images through a narrow code and back: x [n, 1, 28, 28], logits of the pixels [n, 1, 28, 28]; 111,521 parameters
 * with a code of 32. Train it on its own input, with the binary cross-entropy. Source: Hinton, Salakhutdinov,
 * "Reducing the dimensionality of data with neural networks", 2006; convolutional.
 */
public record AutoEncoder(
        Conv2d conv1, Conv2d conv2, Linear code, Linear back, ConvTranspose2d up2, ConvTranspose2d up1)
        implements Layer {
    /** Random parameters; codes of {@code width} numbers. */
    public static AutoEncoder of(int width, RandomKey key) {
        Options halve = Options.DEFAULT.stride(2).padding(1);
        TransposedOptions doubling = new TransposedOptions(halve, 1, 1);
        return new AutoEncoder(
                Conv2d.of(1, 16, 3, halve, key.fold("conv1")),
                Conv2d.of(16, 32, 3, halve, key.fold("conv2")),
                Linear.of(32 * 7 * 7, width, key.fold("code")),
                Linear.of(width, 32 * 7 * 7, key.fold("back")),
                ConvTranspose2d.of(32, 16, 3, doubling, key.fold("up2")),
                ConvTranspose2d.of(16, 1, 3, doubling, key.fold("up1")));
    }

    /** Codes [n, width] of images [n, 1, 28, 28]. */
    public Tensor encode(Tensor x) {
        Tensor h1 = conv1.forwardRelu(x); // [n, 16, 14, 14]
        Tensor h2 = conv2.forwardRelu(h1); // [n, 32, 7, 7]
        return code.forward(h2.flatten(1));
    }

    /** Logits of the pixels [n, 1, 28, 28] of codes [n, width]; a sigmoid makes them brightnesses. */
    public Tensor decode(Tensor z) {
        Tensor h2 = back.forwardRelu(z).reshape(z.size(0), 32, 7, 7);
        Tensor h1 = up2.forward(h2).relu(); // [n, 16, 14, 14]
        return up1.forward(h1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return decode(encode(x));
    }
}
