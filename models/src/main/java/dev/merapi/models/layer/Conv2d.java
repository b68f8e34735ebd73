package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.PadMode;
import java.util.Optional;

/**
 * y[n, o, i, j] = b[o] + sum over c, p, q of x[n, c, i stride + p dilation - padding, ..] W[o, c, p, q], for x [n, c,
 * h, w].
 *
 * @param weight W [o, c / groups, kh, kw], or that packed
 * @param bias b [o]
 * @param options stride, padding, dilation, groups
 * @param border what is put around x before that; most often nothing
 */
public record Conv2d(Tensor weight, Optional<Tensor> bias, Options options, Border border) implements FusesRelu {
    private static final String SPACE = "height, width";

    /** Checks the parameters' shapes. */
    public Conv2d {
        Shape w = dev.merapi.tensor.op.Conv2d.weightShape(weight);
        if (w.rank() != 4 || (bias.isPresent() && !bias.get().shape().equals(w.slice(0, 1)))) {
            throw new ShapeException(
                    "a convolution needs a weight [out, in / groups, height, width] and a bias [out], but got "
                            + weight.shape()
                            + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** No border. */
    public Conv2d(Tensor weight, Optional<Tensor> bias, Options options) {
        this(weight, bias, options, Border.NONE);
    }

    /** A square kernel, stride 1, no padding; random parameters: {@link Init#fanIn}. */
    public static Conv2d of(int in, int out, int kernel, RandomKey key) {
        return of(in, out, kernel, Options.DEFAULT, key);
    }

    /** A square kernel; random parameters: {@link Init#fanIn}. */
    public static Conv2d of(int in, int out, int kernel, Options options, RandomKey key) {
        return of(in, out, kernel, kernel, options, key);
    }

    /** A kernel of h x w; random parameters: {@link Init#fanIn}. */
    public static Conv2d of(int in, int out, int h, int w, Options options, RandomKey key) {
        Tensor bias = Init.fanIn(key.fold("bias"), in / options.groups() * h * w, out);
        return new Conv2d(weight(in, out, h, w, options, key), Optional.of(bias), options);
    }

    /** A square kernel, random weights and no bias, as in front of a {@link BatchNorm}. */
    public static Conv2d withoutBias(int in, int out, int kernel, Options options, RandomKey key) {
        return withoutBias(in, out, kernel, kernel, options, key);
    }

    /** A kernel of h x w, random weights and no bias. */
    public static Conv2d withoutBias(int in, int out, int h, int w, Options options, RandomKey key) {
        return new Conv2d(weight(in, out, h, w, options, key), Optional.empty(), options);
    }

    private static Tensor weight(int in, int out, int h, int w, Options options, RandomKey key) {
        int groups = options.groups();
        Channels.groups("Conv2d", in, out, groups);
        return Init.fanIn(key.fold("weight"), in / groups * h * w, out, in / groups, h, w);
    }

    /**
     * This layer with the padding that gives y the size of x: PyTorch's {@code padding='same'}. A kernel that reaches
     * over an even number gets the odd element behind. The stride must be 1; the {@link #paddingMode} stays.
     */
    public Conv2d same() {
        if (options.strideH() != 1 || options.strideW() != 1) {
            throw new ShapeException("Conv2d: a stride of [" + options.strideH() + ", " + options.strideW()
                    + "] can't keep the image's size; take stride 1, or a padding in numbers");
        }
        int reachH = options.dilationH() * (weight.size(2) - 1) + 1;
        int reachW = options.dilationW() * (weight.size(3) - 1) + 1;
        if (reachH % 2 == 1 && reachW % 2 == 1 && border.mode() == PadMode.ZEROS) {
            return new Conv2d(weight, bias, options.padding(reachH / 2, reachW / 2));
        }
        return new Conv2d(weight, bias, options.padding(0), Border.same(border.mode(), reachH, reachW));
    }

    /** This layer with no padding: y is of those positions where the kernel lies inside x. The padding's mode stays. */
    public Conv2d valid() {
        return new Conv2d(weight, bias, options.padding(0), Border.both(border.mode()));
    }

    /** This layer with a padding of another kind than zeros, as much of it. */
    public Conv2d paddingMode(PadMode mode) {
        return new Conv2d(weight, bias, options.padding(0), border.around(mode, options.padH(), options.padW()));
    }

    /**
     * This layer for use alone: a weight of a megabyte or more is kept in the form that the kernels read, {@link
     * Tensor#packConv2d}, where it has that form and this machine gains by it. The same bits; later changes of the weight don't
     * show.
     */
    public Conv2d packed() {
        return dev.merapi.tensor.op.Conv2d.gainsByPacking(weight, options)
                ? new Conv2d(weight.packConv2d(), bias, options, border)
                : this;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor in = bordered(x);
        return bias.map(b -> in.conv2d(weight, b, options)).orElseGet(() -> in.conv2d(weight, options));
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        Tensor in = bordered(x);
        return bias.map(b -> in.conv2dRelu(weight, b, options))
                .orElseGet(() -> in.conv2d(weight, options).relu());
    }

    /** y = relu(f(x) + shortcut), the same bits as in three steps; the shortcut has the shape of f(x). */
    public Tensor forwardAddRelu(Tensor x, Tensor shortcut) {
        Tensor in = bordered(x);
        return bias.map(b -> in.conv2dAddRelu(weight, b, shortcut, options))
                .orElseGet(() -> in.conv2d(weight, options).addRelu(shortcut));
    }

    private Tensor bordered(Tensor x) {
        Shape w = dev.merapi.tensor.op.Conv2d.weightShape(weight);
        Channels.input("Conv2d", w.dim(1) * options.groups(), w.dim(0), SPACE, x);
        return border.forward(x);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
