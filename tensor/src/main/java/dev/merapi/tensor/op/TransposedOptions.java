package dev.merapi.tensor.op;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * A transposed convolution: {@link Conv2d} of the options from its result back to its image. x [n, c, h, w], weight
 * [c, o / groups, kh, kw] and bias [o] or none give y [n, o, oh, ow] with
 * {@code oh = (h - 1) stride - 2 padding + dilation (kh - 1) + 1 + outputPad}: a stride leaves open which of several
 * sizes the image had, and the output padding says it; one of -1 leaves out the last position, which {@link #same} does
 * where an odd number is to be cut off. No operator of its own but {@link Conv2dInputGrad}. Source:
 * Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.
 */
public record TransposedOptions(Conv2d.Options options, int outputPadH, int outputPadW) {
    /** Output paddings of -1 or more, less than the stride or the dilation. */
    public TransposedOptions {
        check(outputPadH, options.strideH(), options.dilationH());
        check(outputPadW, options.strideW(), options.dilationW());
    }

    /** Without output padding. */
    public TransposedOptions(Conv2d.Options options) {
        this(options, 0, 0);
    }

    static void check(int outputPad, int stride, int dilation) {
        if (outputPad < -1 || outputPad >= Math.max(stride, dilation)) {
            throw new ShapeException(
                    "convTranspose: output padding " + outputPad + " must be at least -1 and less than the stride "
                            + stride + " or the dilation " + dilation + "; pad the result for more");
        }
    }

    /**
     * With the padding that makes y as large as x times the stride, for a kernel of these sizes: Keras's
     * {@code padding="same"}. Of the t = dilation (k - 1) + 1 - stride positions too many, t / 2 rounded down go at the
     * beginning and the rest at the end; where t is below 0, -t more at the end get the bias alone.
     */
    public TransposedOptions same(int kernelH, int kernelW) {
        int padH = samePadding(kernelH, options.strideH(), options.dilationH());
        int padW = samePadding(kernelW, options.strideW(), options.dilationW());
        return new TransposedOptions(
                options.padding(padH, padW),
                sameEnd(outputPadH, padH, kernelH, options.strideH(), options.dilationH()),
                sameEnd(outputPadW, padW, kernelW, options.strideW(), options.dilationW()));
    }

    /** The same for signals: of the options only w's numbers count. */
    public TransposedOptions same(int kernel) {
        return row().same(1, kernel);
    }

    /** With no padding, for the whole result; the output padding stays, unless it cuts. */
    public TransposedOptions valid() {
        return new TransposedOptions(options.padding(0), Math.max(0, outputPadH), Math.max(0, outputPadW));
    }

    static int samePadding(int kernel, int stride, int dilation) {
        long most = Reach.LARGEST + 1L; // which the options refuse in a sentence
        return (int) Math.clamp((Reach.of(dilation, kernel) - stride) / 2, 0, most);
    }

    /** The output padding that goes with it; {@code given} must be none or that. */
    static int sameEnd(int given, int padding, int kernel, int stride, int dilation) {
        int end = (int) (2L * padding - Reach.of(dilation, kernel) + stride);
        if (given != 0 && given != end) {
            throw new ShapeException("convTranspose: an output padding of " + given
                    + " clashes with the padding `same`, which makes y " + stride
                    + " times as long as x; leave out one of them");
        }
        return end;
    }

    /** For images of one row. */
    private TransposedOptions row() {
        return new TransposedOptions(Conv1d.row(options), 0, outputPadW);
    }

    /** y from x, weight and perhaps a bias. */
    public Tensor of(List<Tensor> inputs) {
        ConvolutionShapes.transposed("convTranspose2d", "h, w", inputs, options.groups());
        return ConvolutionShapes.biased(of(inputs.get(0), inputs.get(1), "convTranspose2d"), inputs);
    }

    /** The same for x [n, c, l] and weight [c, o / groups, k]; of the options only w's numbers count. */
    public Tensor of1d(List<Tensor> inputs) {
        ConvolutionShapes.transposed("convTranspose1d", "l", inputs, options.groups());
        List<Tensor> rows = Conv1d.rows(inputs);
        Tensor y = row().of(rows.get(0), rows.get(1), "convTranspose1d").squeeze(2);
        return ConvolutionShapes.biased(y, inputs);
    }

    /** Without bias, unchecked. */
    Tensor of(Tensor x, Tensor weight, String name) {
        // An output padding beyond the stride, which a dilation allows, is as many more positions of x, all 0.
        int moreH = Math.max(0, outputPadH) / options.strideH();
        int moreW = Math.max(0, outputPadW) / options.strideW();
        Tensor dy = moreH + moreW == 0 ? x : x.pad(new int[4], new int[] {0, 0, moreH, moreW}, 0);
        long h = size(x.size(2), weight.size(2), options.strideH(), options.padH(), options.dilationH()) + outputPadH;
        long w = size(x.size(3), weight.size(3), options.strideW(), options.padW(), options.dilationW()) + outputPadW;
        if (h < 1 || w < 1 || h > Integer.MAX_VALUE || w > Integer.MAX_VALUE) {
            throw new ShapeException(name + ": x " + x.shape() + " and weight " + weight.shape() + " with padding ["
                    + options.padH() + ", " + options.padW() + "] give an image of " + h + " x " + w
                    + "; it should have 1 to 2^31 - 1 of each: pad less or feed larger ones, or take a smaller stride");
        }
        boolean cut = outputPadH < 0 || outputPadW < 0;
        int wholeH = Math.toIntExact(h - Math.min(0, outputPadH));
        int wholeW = Math.toIntExact(w - Math.min(0, outputPadW));
        Tensor y = dy.apply(new Conv2dInputGrad(options, wholeH, wholeW), weight);
        return cut ? y.slice(2, 0, (int) h).slice(3, 0, (int) w) : y;
    }

    static long size(int in, int kernel, int stride, int padding, int dilation) {
        return (in - 1L) * stride - 2L * padding + Reach.of(dilation, kernel);
    }
}
