package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.PadMode;
import java.util.Optional;

/**
 * y[n, o, i] = b[o] + sum over c, p of x[n, c, i stride + p dilation - padding] W[o, c, p], for x [n, c, l]. Sequences
 * of embeddings [n, l, c] come transposed: {@code x.transpose(1, 2)}.
 *
 * @param weight W [o, c / groups, k]
 * @param bias b [o]
 * @param options stride, padding, dilation along w; groups
 * @param border what is put around x before that; most often nothing
 */
public record Conv1d(Tensor weight, Optional<Tensor> bias, Options options, Border border) implements FusesRelu {
    /** Checks the parameters' shapes. */
    public Conv1d {
        Channels.parameters("Conv1d", "[out, in / groups, length]", weight, bias, weight.size(0));
    }

    /** No border. */
    public Conv1d(Tensor weight, Optional<Tensor> bias, Options options) {
        this(weight, bias, options, Border.NONE);
    }

    /** Stride 1, no padding; random parameters: {@link Init#fanIn}. */
    public static Conv1d of(int in, int out, int kernel, RandomKey key) {
        return of(in, out, kernel, Options.DEFAULT, key);
    }

    /** Random parameters: {@link Init#fanIn}. */
    public static Conv1d of(int in, int out, int kernel, Options options, RandomKey key) {
        Tensor bias = Init.fanIn(key.fold("bias"), in / options.groups() * kernel, out);
        return new Conv1d(weight(in, out, kernel, options, key), Optional.of(bias), options);
    }

    /** Random weights and no bias, as in front of a {@link BatchNorm}. */
    public static Conv1d withoutBias(int in, int out, int kernel, Options options, RandomKey key) {
        return new Conv1d(weight(in, out, kernel, options, key), Optional.empty(), options);
    }

    private static Tensor weight(int in, int out, int kernel, Options options, RandomKey key) {
        int groups = options.groups();
        Channels.groups("Conv1d", in, out, groups);
        return Init.fanIn(key.fold("weight"), in / groups * kernel, out, in / groups, kernel);
    }

    /** This layer with the padding, of its kind, that gives y the length of x: {@link Conv2d#same}. */
    public Conv1d same() {
        if (options.strideW() != 1) {
            throw new ShapeException("Conv1d: a stride of " + options.strideW()
                    + " can't keep the signal's length; take stride 1, or a padding in numbers");
        }
        int reach = options.dilationW() * (weight.size(2) - 1) + 1;
        return reach % 2 == 1 && border.mode() == PadMode.ZEROS
                ? new Conv1d(weight, bias, options.padding(reach / 2))
                : new Conv1d(weight, bias, options.padding(0), Border.same(border.mode(), reach));
    }

    /** This layer with no padding: y is of those positions where the kernel lies inside x. The padding's mode stays. */
    public Conv1d valid() {
        return new Conv1d(weight, bias, options.padding(0), Border.both(border.mode()));
    }

    /** This layer with a padding of another kind than zeros, as much of it. */
    public Conv1d paddingMode(PadMode mode) {
        return new Conv1d(weight, bias, options.padding(0), border.around(mode, options.padW()));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor in = bordered(x);
        return bias.map(b -> in.conv1d(weight, b, options)).orElseGet(() -> in.conv1d(weight, options));
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        Tensor in = bordered(x);
        return bias.map(b -> in.conv1dRelu(weight, b, options))
                .orElseGet(() -> in.conv1d(weight, options).relu());
    }

    private Tensor bordered(Tensor x) {
        Channels.input("Conv1d", weight.size(1) * options.groups(), weight.size(0), "length", x);
        return border.forward(x);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
