package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.Optional;

/**
 * y[n, o, i, j] = b[o] + sum over c, p, q of x[n, c, i stride + p dilation - padding, ..] W[o, c, p, q], for x [n, c, h, w].
 *
 * @param weight W [o, c / groups, kh, kw]
 * @param bias b [o]
 * @param options stride, padding, dilation, groups
 */
public record Conv2d(Tensor weight, Optional<Tensor> bias, Options options) implements FusesRelu {
    /** Checks the parameters' shapes. */
    public Conv2d {
        if (weight.rank() != 4
                || (bias.isPresent()
                        && !bias.get().shape().equals(weight.shape().slice(0, 1)))) {
            throw new ShapeException(
                    "a convolution needs a weight [out, in / groups, height, width] and a bias [out], but got "
                            + weight.shape()
                            + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** A square kernel, stride 1, no padding; random parameters: {@link Init#fanIn}. */
    public static Conv2d of(int in, int out, int kernel, RandomKey key) {
        return of(in, out, kernel, Options.DEFAULT, key);
    }

    /** A square kernel; random parameters: {@link Init#fanIn}. */
    public static Conv2d of(int in, int out, int kernel, Options options, RandomKey key) {
        int fanIn = in / options.groups() * kernel * kernel;
        return new Conv2d(
                weight(in, out, kernel, options, key), Optional.of(Init.fanIn(key.fold("bias"), fanIn, out)), options);
    }

    /** A square kernel, random weights and no bias, as in front of a {@link BatchNorm}. */
    public static Conv2d withoutBias(int in, int out, int kernel, Options options, RandomKey key) {
        return new Conv2d(weight(in, out, kernel, options, key), Optional.empty(), options);
    }

    private static Tensor weight(int in, int out, int kernel, Options options, RandomKey key) {
        int groups = options.groups();
        if (in % groups != 0 || out % groups != 0) {
            throw new ShapeException("Conv2d(" + in + " -> " + out + "): " + groups
                    + " groups don't divide both numbers of channels; choose a common divisor");
        }
        return Init.fanIn(key.fold("weight"), in / groups * kernel * kernel, out, in / groups, kernel, kernel);
    }

    @Override
    public Tensor forward(Tensor x) {
        check(x);
        return bias.map(b -> x.conv2d(weight, b, options)).orElseGet(() -> x.conv2d(weight, options));
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        check(x);
        return bias.map(b -> x.conv2dRelu(weight, b, options))
                .orElseGet(() -> x.conv2d(weight, options).relu());
    }

    private void check(Tensor x) {
        int in = weight.size(1) * options.groups();
        if (x.rank() != 4 || x.size(1) != in) {
            throw new ShapeException("Conv2d(" + in + " -> " + weight.size(0) + "): the input " + x.shape()
                    + " should be [n, " + in + ", height, width]; "
                    + (x.rank() == 4 ? "give the layer the channels of what comes before" : "reshape it"));
        }
    }
}
