package dev.merapi.tensor.op;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * A transposed 3-D convolution: {@link Conv3d} of the options from its result back to its volume. x [n, c, d, h, w],
 * weight [c, o / groups, kd, kh, kw] and bias [o] or none give y [n, o, od, oh, ow], sizes as in
 * {@link TransposedOptions}. No operator of its own: a {@link TransposedOptions} of each slice to kd o channels, which
 * {@link Fold} adds where they belong.
 */
public record TransposedOptions3d(Options3d options, int outputPadD, int outputPadH, int outputPadW) {
    /** Output paddings of -1 or more, less than the stride or the dilation. */
    public TransposedOptions3d {
        TransposedOptions.check(outputPadD, options.strideD(), options.dilationD());
    }

    /** Without output padding. */
    public TransposedOptions3d(Options3d options) {
        this(options, 0, 0, 0);
    }

    /** With the padding that makes y as large as x times the stride: {@link TransposedOptions#same}. */
    public TransposedOptions3d same(int kernelD, int kernelH, int kernelW) {
        TransposedOptions planes = plane().same(kernelH, kernelW);
        int padD = TransposedOptions.samePadding(kernelD, options.strideD(), options.dilationD());
        return new TransposedOptions3d(
                new Options3d(options.strideD(), padD, options.dilationD(), planes.options()),
                TransposedOptions.sameEnd(outputPadD, padD, kernelD, options.strideD(), options.dilationD()),
                planes.outputPadH(),
                planes.outputPadW());
    }

    /** With no padding, for the whole result; the output padding stays, unless it cuts. */
    public TransposedOptions3d valid() {
        TransposedOptions planes = plane().valid();
        return new TransposedOptions3d(
                options.padding(0), Math.max(0, outputPadD), planes.outputPadH(), planes.outputPadW());
    }

    /** Of each slice. */
    private TransposedOptions plane() {
        return new TransposedOptions(options.plane(), outputPadH, outputPadW);
    }

    /** y from x, weight and perhaps a bias. */
    public Tensor of(List<Tensor> inputs) {
        ConvolutionShapes.transposed(
                "convTranspose3d", "d, h, w", inputs, options.plane().groups());
        Tensor x = inputs.get(0);
        Tensor weight = inputs.get(1);
        int n = x.size(0);
        int d = x.size(2);
        int kd = weight.size(2);
        int o = weight.size(1) * options.plane().groups();
        long depth = TransposedOptions.size(d, kd, options.strideD(), 0, options.dilationD());
        if (d < 1 || kd < 1 || depth + outputPadD <= 2L * options.padD() || depth + outputPadD > Integer.MAX_VALUE) {
            throw new ShapeException("convTranspose3d: x " + x.shape() + " and weight " + weight.shape()
                    + " with padding " + options.padD() + " give a depth of "
                    + (depth + outputPadD - 2L * options.padD())
                    + "; it should be 1 to 2^31 - 1: pad less or feed larger ones, or take a smaller stride");
        }
        int full = (int) depth;
        int end = full - options.padD() + outputPadD;
        Tensor slices = x.permute(0, 2, 1, 3, 4).reshape(n * d, x.size(1), x.size(3), x.size(4));
        Tensor kernels = weight.reshape(weight.size(0), weight.size(1) * kd, weight.size(3), weight.size(4));
        Tensor planes = plane().of(slices, kernels, "convTranspose3d");
        Tensor parts =
                planes.reshape(n, d, o, kd, planes.size(2), planes.size(3)).permute(0, 2, 1, 4, 5, 3);
        Tensor y = parts.apply(new Fold(options.windows(kd), full));
        int more = Math.max(0, end - full);
        Tensor whole = more == 0 ? y : y.pad(new int[5], new int[] {0, 0, more, 0, 0}, 0);
        return ConvolutionShapes.biased(whole.slice(2, options.padD(), end), inputs);
    }
}
