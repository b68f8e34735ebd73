package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import java.util.Optional;

/**
 * y = x * W + b: {@link Conv2d} with one more axis, for x [n, c, d, h, w], such as films and scans.
 *
 * @param weight W [o, c / groups, kd, kh, kw]
 * @param bias b [o]
 * @param options stride, padding, dilation, groups
 * @param border what is put around x before that; most often nothing
 */
public record Conv3d(Tensor weight, Optional<Tensor> bias, Options3d options, Border border) implements Layer {
    /** Checks the parameters' shapes. */
    public Conv3d {
        Channels.parameters("Conv3d", "[out, in / groups, depth, height, width]", weight, bias, weight.size(0));
    }

    /** No border. */
    public Conv3d(Tensor weight, Optional<Tensor> bias, Options3d options) {
        this(weight, bias, options, Border.NONE);
    }

    /** A cubic kernel, stride 1, no padding; random parameters: {@link Init#fanIn}. */
    public static Conv3d of(int in, int out, int kernel, RandomKey key) {
        return of(in, out, kernel, Options3d.DEFAULT, key);
    }

    /** A cubic kernel; random parameters: {@link Init#fanIn}. */
    public static Conv3d of(int in, int out, int kernel, Options3d options, RandomKey key) {
        return of(in, out, kernel, kernel, kernel, options, key);
    }

    /** A kernel of d x h x w; random parameters: {@link Init#fanIn}. */
    public static Conv3d of(int in, int out, int d, int h, int w, Options3d options, RandomKey key) {
        int fanIn = in / options.plane().groups() * d * h * w;
        Tensor bias = Init.fanIn(key.fold("bias"), fanIn, out);
        return new Conv3d(weight(in, out, d, h, w, options, key), Optional.of(bias), options);
    }

    /** A cubic kernel, random weights and no bias, as in front of a batch norm. */
    public static Conv3d withoutBias(int in, int out, int kernel, Options3d options, RandomKey key) {
        return withoutBias(in, out, kernel, kernel, kernel, options, key);
    }

    /** A kernel of d x h x w, random weights and no bias. */
    public static Conv3d withoutBias(int in, int out, int d, int h, int w, Options3d options, RandomKey key) {
        return new Conv3d(weight(in, out, d, h, w, options, key), Optional.empty(), options);
    }

    private static Tensor weight(int in, int out, int d, int h, int w, Options3d options, RandomKey key) {
        int groups = options.plane().groups();
        Channels.groups("Conv3d", in, out, groups);
        int each = in / groups;
        return Init.fanIn(key.fold("weight"), each * d * h * w, out, each, d, h, w);
    }

    /** This layer with the padding, of its kind, that gives y the size of x: {@link Conv2d#same}. */
    public Conv3d same() {
        var plane = options.plane();
        if (options.strideD() != 1 || plane.strideH() != 1 || plane.strideW() != 1) {
            throw new ShapeException("Conv3d: strides of [" + options.strideD() + ", " + plane.strideH() + ", "
                    + plane.strideW() + "] can't keep the volume's size; take stride 1, or a padding in numbers");
        }
        Border around = Border.same(
                border.mode(),
                options.dilationD() * (weight.size(2) - 1) + 1,
                plane.dilationH() * (weight.size(3) - 1) + 1,
                plane.dilationW() * (weight.size(4) - 1) + 1);
        return new Conv3d(weight, bias, options.padding(0), around);
    }

    /** This layer with no padding: y is of those positions where the kernel lies inside x. The padding's mode stays. */
    public Conv3d valid() {
        return new Conv3d(weight, bias, options.padding(0), Border.both(border.mode()));
    }

    /** This layer with a padding of another kind than zeros, as much of it. */
    public Conv3d paddingMode(PadMode mode) {
        var plane = options.plane();
        Border all = border.around(mode, options.padD(), plane.padH(), plane.padW());
        return new Conv3d(weight, bias, options.padding(0), all);
    }

    @Override
    public Tensor forward(Tensor x) {
        int in = weight.size(1) * options.plane().groups();
        Channels.input("Conv3d", in, weight.size(0), "depth, height, width", x);
        Tensor volume = border.forward(x);
        return bias.map(b -> volume.conv3d(weight, b, options)).orElseGet(() -> volume.conv3d(weight, options));
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
