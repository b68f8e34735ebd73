package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.TransposedOptions;
import java.util.Optional;

/**
 * A transposed convolution of images, which it enlarges by its stride: y[n, o, i stride + p dilation - padding, ..] +=
 * x[n, c, i, j] W[c, o, p, q], and then b[o], for x [n, c, h, w].
 *
 * @param weight W [c, o / groups, kh, kw], as PyTorch's
 * @param bias b [o]
 * @param transposed stride, padding, dilation and groups of the convolution that it transposes; output padding
 */
public record ConvTranspose2d(Tensor weight, Optional<Tensor> bias, TransposedOptions transposed) implements Layer {
    /** Checks the parameters' shapes. */
    public ConvTranspose2d {
        int outputs =
                weight.rank() < 2 ? 0 : weight.size(1) * transposed.options().groups();
        Channels.parameters("ConvTranspose2d", "[in, out / groups, height, width]", weight, bias, outputs);
    }

    /** A square kernel; random parameters: {@link Init#fanIn} of out / groups kernel kernel, as PyTorch's. */
    public static ConvTranspose2d of(int in, int out, int kernel, TransposedOptions transposed, RandomKey key) {
        return of(in, out, kernel, kernel, transposed, key);
    }

    /** A kernel of h x w; random parameters: {@link Init#fanIn} of out / groups h w, as PyTorch's. */
    public static ConvTranspose2d of(int in, int out, int h, int w, TransposedOptions transposed, RandomKey key) {
        Tensor weight = weight(in, out, h, w, transposed, key);
        Tensor bias = Init.fanIn(key.fold("bias"), weight.size() / Math.max(1, in), out);
        return new ConvTranspose2d(weight, Optional.of(bias), transposed);
    }

    /** A square kernel, random weights and no bias, as in front of a batch norm. */
    public static ConvTranspose2d withoutBias(
            int in, int out, int kernel, TransposedOptions transposed, RandomKey key) {
        return withoutBias(in, out, kernel, kernel, transposed, key);
    }

    /** A kernel of h x w, random weights and no bias. */
    public static ConvTranspose2d withoutBias(
            int in, int out, int h, int w, TransposedOptions transposed, RandomKey key) {
        return new ConvTranspose2d(weight(in, out, h, w, transposed, key), Optional.empty(), transposed);
    }

    private static Tensor weight(int in, int out, int h, int w, TransposedOptions transposed, RandomKey key) {
        int groups = transposed.options().groups();
        Channels.groups("ConvTranspose2d", in, out, groups);
        int each = out / groups;
        return Init.fanIn(key.fold("weight"), each * h * w, in, each, h, w);
    }

    /** This layer with the padding that gives y the size of x times the stride: {@link TransposedOptions#same}. */
    public ConvTranspose2d same() {
        return new ConvTranspose2d(weight, bias, transposed.same(weight.size(2), weight.size(3)));
    }

    /** This layer with no padding: y is all that the kernel reaches. */
    public ConvTranspose2d valid() {
        return new ConvTranspose2d(weight, bias, transposed.valid());
    }

    @Override
    public Tensor forward(Tensor x) {
        int out = weight.size(1) * transposed.options().groups();
        Channels.input("ConvTranspose2d", weight.size(0), out, "height, width", x);
        return bias.map(b -> x.convTranspose2d(weight, b, transposed))
                .orElseGet(() -> x.convTranspose2d(weight, transposed));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
