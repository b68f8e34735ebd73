package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.util.Optional;

/**
 * A transposed convolution of volumes, for x [n, c, d, h, w]. It enlarges by its stride.
 *
 * @param weight W [c, o / groups, kd, kh, kw], as PyTorch's
 * @param bias b [o]
 * @param transposed stride, padding, dilation and groups of the convolution that it transposes; output padding
 */
public record ConvTranspose3d(Tensor weight, Optional<Tensor> bias, TransposedOptions3d transposed) implements Layer {
    /** Checks the parameters' shapes. */
    public ConvTranspose3d {
        int outputs = weight.rank() < 2
                ? 0
                : weight.size(1) * transposed.options().plane().groups();
        Channels.parameters("ConvTranspose3d", "[in, out / groups, depth, height, width]", weight, bias, outputs);
    }

    /** A cubic kernel; random parameters: {@link Init#fanIn} of out / groups kernel kernel kernel, as PyTorch's. */
    public static ConvTranspose3d of(int in, int out, int kernel, TransposedOptions3d transposed, RandomKey key) {
        return of(in, out, kernel, kernel, kernel, transposed, key);
    }

    /** A kernel of d x h x w; random parameters: {@link Init#fanIn} of out / groups d h w, as PyTorch's. */
    public static ConvTranspose3d of(
            int in, int out, int d, int h, int w, TransposedOptions3d transposed, RandomKey key) {
        Tensor weight = weight(in, out, d, h, w, transposed, key);
        Tensor bias = Init.fanIn(key.fold("bias"), weight.size() / Math.max(1, in), out);
        return new ConvTranspose3d(weight, Optional.of(bias), transposed);
    }

    /** A cubic kernel, random weights and no bias, as in front of a batch norm. */
    public static ConvTranspose3d withoutBias(
            int in, int out, int kernel, TransposedOptions3d transposed, RandomKey key) {
        return withoutBias(in, out, kernel, kernel, kernel, transposed, key);
    }

    /** A kernel of d x h x w, random weights and no bias. */
    public static ConvTranspose3d withoutBias(
            int in, int out, int d, int h, int w, TransposedOptions3d transposed, RandomKey key) {
        return new ConvTranspose3d(weight(in, out, d, h, w, transposed, key), Optional.empty(), transposed);
    }

    private static Tensor weight(int in, int out, int d, int h, int w, TransposedOptions3d transposed, RandomKey key) {
        int groups = transposed.options().plane().groups();
        Channels.groups("ConvTranspose3d", in, out, groups);
        int each = out / groups;
        return Init.fanIn(key.fold("weight"), each * d * h * w, in, each, d, h, w);
    }

    /** This layer with the padding that gives y the size of x times the stride: {@link TransposedOptions3d#same}. */
    public ConvTranspose3d same() {
        return new ConvTranspose3d(weight, bias, transposed.same(weight.size(2), weight.size(3), weight.size(4)));
    }

    /** This layer with no padding: y is all that the kernel reaches. */
    public ConvTranspose3d valid() {
        return new ConvTranspose3d(weight, bias, transposed.valid());
    }

    @Override
    public Tensor forward(Tensor x) {
        int out = weight.size(1) * transposed.options().plane().groups();
        Channels.input("ConvTranspose3d", weight.size(0), out, "depth, height, width", x);
        return bias.map(b -> x.convTranspose3d(weight, b, transposed))
                .orElseGet(() -> x.convTranspose3d(weight, transposed));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
