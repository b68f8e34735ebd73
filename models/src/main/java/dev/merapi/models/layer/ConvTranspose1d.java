package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.TransposedOptions;
import java.util.Optional;

/**
 * A transposed convolution of signals, for x [n, c, l]. It enlarges by its stride. Of the options only w's numbers
 * count.
 *
 * @param weight W [c, o / groups, k], as PyTorch's
 * @param bias b [o]
 * @param transposed stride, padding, dilation and groups of the convolution that it transposes; output padding
 */
public record ConvTranspose1d(Tensor weight, Optional<Tensor> bias, TransposedOptions transposed) implements Layer {
    /** Checks the parameters' shapes. */
    public ConvTranspose1d {
        int outputs =
                weight.rank() < 2 ? 0 : weight.size(1) * transposed.options().groups();
        Channels.parameters("ConvTranspose1d", "[in, out / groups, length]", weight, bias, outputs);
    }

    /** A kernel; random parameters: {@link Init#fanIn} of out / groups kernel, as PyTorch's. */
    public static ConvTranspose1d of(int in, int out, int kernel, TransposedOptions transposed, RandomKey key) {
        Tensor weight = weight(in, out, kernel, transposed, key);
        Tensor bias = Init.fanIn(key.fold("bias"), weight.size() / Math.max(1, in), out);
        return new ConvTranspose1d(weight, Optional.of(bias), transposed);
    }

    /** A kernel, random weights and no bias, as in front of a batch norm. */
    public static ConvTranspose1d withoutBias(
            int in, int out, int kernel, TransposedOptions transposed, RandomKey key) {
        return new ConvTranspose1d(weight(in, out, kernel, transposed, key), Optional.empty(), transposed);
    }

    private static Tensor weight(int in, int out, int kernel, TransposedOptions transposed, RandomKey key) {
        int groups = transposed.options().groups();
        Channels.groups("ConvTranspose1d", in, out, groups);
        int each = out / groups;
        return Init.fanIn(key.fold("weight"), each * kernel, in, each, kernel);
    }

    /** This layer with the padding that gives y the size of x times the stride: {@link TransposedOptions#same}. */
    public ConvTranspose1d same() {
        return new ConvTranspose1d(weight, bias, transposed.same(weight.size(2)));
    }

    /** This layer with no padding: y is all that the kernel reaches. */
    public ConvTranspose1d valid() {
        return new ConvTranspose1d(weight, bias, transposed.valid());
    }

    @Override
    public Tensor forward(Tensor x) {
        int out = weight.size(1) * transposed.options().groups();
        Channels.input("ConvTranspose1d", weight.size(0), out, "length", x);
        return bias.map(b -> x.convTranspose1d(weight, b, transposed))
                .orElseGet(() -> x.convTranspose1d(weight, transposed));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
