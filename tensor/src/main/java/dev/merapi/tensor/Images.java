package dev.merapi.tensor;

import dev.merapi.tensor.op.AvgPool2d;
import dev.merapi.tensor.op.Conv1d;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Conv3d;
import dev.merapi.tensor.op.Interpolate;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.Pad;
import dev.merapi.tensor.op.PadEdge;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import dev.merapi.tensor.op.Uneven;
import dev.merapi.tensor.op.Unfold;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.util.List;

/** Signals [n, c, l], images [n, c, h, w] and volumes [n, c, d, h, w]: convolution, pooling, resizing, borders. */
public sealed interface Images permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** 2-D cross-correlation of x [n, c, h, w] with weight [o, c, kh, kw]: stride 1, no padding. */
    default Tensor conv2d(Tensor weight) {
        return conv2d(weight, Conv2d.Options.DEFAULT);
    }

    /** 2-D cross-correlation of x [n, c, h, w] with weight [o, c / groups, kh, kw]. */
    default Tensor conv2d(Tensor weight, Conv2d.Options options) {
        return Tensor.apply(new Conv2d(options, false), List.of(self(), weight));
    }

    /** 2-D cross-correlation of x [n, c, h, w] with weight [o, c / groups, kh, kw], plus bias [o]. */
    default Tensor conv2d(Tensor weight, Tensor bias, Conv2d.Options options) {
        return Tensor.apply(new Conv2d(options, false), List.of(self(), weight, bias));
    }

    /** {@code relu(conv2d(x))} in one pass. */
    default Tensor conv2dRelu(Tensor weight, Tensor bias, Conv2d.Options options) {
        return Tensor.apply(new Conv2d(options, true), List.of(self(), weight, bias));
    }

    /** {@code relu(conv2d(x) + addend)} in one pass, for an addend of the result's shape. */
    default Tensor conv2dAddRelu(Tensor weight, Tensor bias, Tensor addend, Conv2d.Options options) {
        return Tensor.apply(new Conv2d(options, true), List.of(self(), weight, bias, addend));
    }

    /**
     * A weight W [o, c, kh, kw] of {@code conv2d} in the form [o / 32, c, kh, kw, 32], which {@code conv2d} takes in its
     * place: the same bits, and faster for small images, since it is packed once and not in each call. o must be a
     * multiple of 32 and the groups 1.
     */
    default Tensor packConv2d() {
        return Conv2d.packed(self());
    }

    /** 1-D cross-correlation of x [n, c, l] with weight [o, c / groups, k]; of the options only w's numbers count. */
    default Tensor conv1d(Tensor weight, Conv2d.Options options) {
        return new Conv1d(options, false).of(List.of(self(), weight));
    }

    /** 1-D cross-correlation of x [n, c, l] with weight [o, c / groups, k], plus bias [o]. */
    default Tensor conv1d(Tensor weight, Tensor bias, Conv2d.Options options) {
        return new Conv1d(options, false).of(List.of(self(), weight, bias));
    }

    /** {@code relu(conv1d(x))} in one pass. */
    default Tensor conv1dRelu(Tensor weight, Tensor bias, Conv2d.Options options) {
        return new Conv1d(options, true).of(List.of(self(), weight, bias));
    }

    /** 3-D cross-correlation of x [n, c, d, h, w] with weight [o, c / groups, kd, kh, kw]. */
    default Tensor conv3d(Tensor weight, Options3d options) {
        return new Conv3d(options).of(List.of(self(), weight));
    }

    /** 3-D cross-correlation of x [n, c, d, h, w] with weight [o, c / groups, kd, kh, kw], plus bias [o]. */
    default Tensor conv3d(Tensor weight, Tensor bias, Options3d options) {
        return new Conv3d(options).of(List.of(self(), weight, bias));
    }

    /** Transposed 1-D convolution of x [n, c, l] with weight [c, o / groups, k]; only w's numbers count. */
    default Tensor convTranspose1d(Tensor weight, TransposedOptions transposed) {
        return transposed.of1d(List.of(self(), weight));
    }

    /** Transposed 1-D convolution of x [n, c, l] with weight [c, o / groups, k], plus bias [o]. */
    default Tensor convTranspose1d(Tensor weight, Tensor bias, TransposedOptions transposed) {
        return transposed.of1d(List.of(self(), weight, bias));
    }

    /** Transposed 2-D convolution of x [n, c, h, w] with weight [c, o / groups, kh, kw]. */
    default Tensor convTranspose2d(Tensor weight, TransposedOptions transposed) {
        return transposed.of(List.of(self(), weight));
    }

    /** Transposed 2-D convolution of x [n, c, h, w] with weight [c, o / groups, kh, kw], plus bias [o]. */
    default Tensor convTranspose2d(Tensor weight, Tensor bias, TransposedOptions transposed) {
        return transposed.of(List.of(self(), weight, bias));
    }

    /** Transposed 3-D convolution of x [n, c, d, h, w] with weight [c, o / groups, kd, kh, kw]. */
    default Tensor convTranspose3d(Tensor weight, TransposedOptions3d transposed) {
        return transposed.of(List.of(self(), weight));
    }

    /** Transposed 3-D convolution of x [n, c, d, h, w] with weight [c, o / groups, kd, kh, kw], plus bias [o]. */
    default Tensor convTranspose3d(Tensor weight, Tensor bias, TransposedOptions3d transposed) {
        return transposed.of(List.of(self(), weight, bias));
    }

    /** The largest element of each window of kernel x kernel, side by side, over the last two axes. */
    default Tensor maxPool2d(int kernel) {
        return maxPool2d(kernel, kernel, 0);
    }

    /** The largest element of each square window over the last two axes; padding never wins. */
    default Tensor maxPool2d(int kernel, int stride, int padding) {
        return maxPool2d(Window.of(kernel).stride(stride).padding(padding));
    }

    /** The largest element of each window over the last two axes; padding never wins. */
    default Tensor maxPool2d(Window window) {
        return window.max(self(), false);
    }

    /** {@code relu(maxPool2d(x))} in one pass, for windows of kernel x kernel, side by side. */
    default Tensor maxPool2dRelu(int kernel) {
        return maxPool2dRelu(Window.of(kernel));
    }

    /** {@code relu(maxPool2d(x))} in one pass, which is {@code maxPool2d(relu(x))}. */
    default Tensor maxPool2dRelu(Window window) {
        return window.max(self(), true);
    }

    /** The mean of each window of kernel x kernel, side by side, over the last two axes. */
    default Tensor avgPool2d(int kernel) {
        return avgPool2d(kernel, kernel, 0);
    }

    /** The mean of each square window over the last two axes; padding counts as zeros. */
    default Tensor avgPool2d(int kernel, int stride, int padding) {
        return avgPool2d(Window.of(kernel).stride(stride).padding(padding));
    }

    /** The mean of each window over the last two axes; padding counts as zeros. */
    default Tensor avgPool2d(Window window) {
        return self().apply(new AvgPool2d(window));
    }

    /**
     * The largest element of each window, those included that begin inside x and end behind it (PyTorch's ceil_mode).
     */
    default Tensor maxPool2dCeil(Window window) {
        return window.ceil().max(pooled("maxPool2dCeil", 2));
    }

    /** The mean of those elements of each window over the last two axes that aren't padding. */
    default Tensor avgPool2dInside(Window window) {
        Tensor mean = avgPool2d(window);
        return window.padH() + window.padW() == 0 ? mean : mean.mul(window.shares(self()));
    }

    /** The largest element of each window over the last axis; only w's numbers count, padding never wins. */
    default Tensor maxPool1d(Window window) {
        return pooled("maxPool1d", 1).unsqueeze(-2).maxPool2d(window.row()).squeeze(-2);
    }

    /** The mean of each window over the last axis; only w's numbers count, padding counts as zeros. */
    default Tensor avgPool1d(Window window) {
        return pooled("avgPool1d", 1).unsqueeze(-2).avgPool2d(window.row()).squeeze(-2);
    }

    /** The largest element of each window over the last three axes; padding never wins. */
    default Tensor maxPool3d(Window3d window) {
        return window.max(self());
    }

    /** The mean of each window over the last three axes; padding counts as zeros. */
    default Tensor avgPool3d(Window3d window) {
        return window.average(self());
    }

    /** The largest element of each of oh x ow windows that divide the last two axes as evenly as can be. */
    default Tensor adaptiveMaxPool2d(int oh, int ow) {
        return new Uneven(oh, ow).max(self());
    }

    /** The mean of each of oh x ow windows that divide the last two axes as evenly as can be. */
    default Tensor adaptiveAvgPool2d(int oh, int ow) {
        return pooled("adaptiveAvgPool2d", 2).interpolate(Interpolation.AREA, oh, ow);
    }

    /** This tensor, if it has the axes to pool over. */
    private Tensor pooled(String operator, int axes) {
        if (self().rank() < axes) {
            throw new ShapeException(operator + ": " + self().shape() + " has no "
                    + (axes == 1 ? "signal [l] along its last axis" : "image [h, w] along its last two axes")
                    + "; reshape it");
        }
        return self();
    }

    /** The largest element of each of {@code length} windows that divide the last axis as evenly as can be. */
    default Tensor adaptiveMaxPool1d(int length) {
        return Uneven.signal(self(), length);
    }

    /** The mean of each of {@code length} windows that divide the last axis as evenly as can be. */
    default Tensor adaptiveAvgPool1d(int length) {
        return interpolate(Interpolation.AREA, length);
    }

    /** The largest element of each of od x oh x ow windows that divide the last three axes as evenly as can be. */
    default Tensor adaptiveMaxPool3d(int od, int oh, int ow) {
        return new Uneven(oh, ow).volume(self(), od);
    }

    /** The mean of each of od x oh x ow windows that divide the last three axes as evenly as can be. */
    default Tensor adaptiveAvgPool3d(int od, int oh, int ow) {
        return interpolate(Interpolation.AREA, od, oh, ow);
    }

    /** The last axes resized to these sizes: [.., l], [.., h, w] or [.., d, h, w] for one, two or three of them. */
    default Tensor interpolate(Interpolation mode, int... sizes) {
        if (sizes.length > self().rank()) {
            throw new ShapeException("interpolate: " + self().shape() + " has " + self().rank() + " axes, but "
                    + sizes.length + " sizes were given; name one for each axis to resize, the last ones");
        }
        Tensor y = self();
        for (int i = sizes.length - 1; i >= 0; i--) {
            int axis = self().rank() - sizes.length + i;
            y = y.size(axis) == sizes[i] ? y : y.apply(new Interpolate(axis, sizes[i], mode));
        }
        return y;
    }

    /** {@code before[i]} elements in front of axis i and {@code after[i]} behind it: zeros, or elements of it. */
    default Tensor pad(int[] before, int[] after, PadMode mode) {
        return mode == PadMode.ZEROS
                ? self().pad(before, after, 0)
                : self().apply(new PadEdge(Pad.sizes(before), Pad.sizes(after), mode));
    }

    /** The windows of {@code size} elements every {@code step} along an axis, each along a new last axis; no copy. */
    default Tensor unfold(int axis, int size, int step) {
        return self().apply(Unfold.of(self().shape(), axis, size, step));
    }
}
