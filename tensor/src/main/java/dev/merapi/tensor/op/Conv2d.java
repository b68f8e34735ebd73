package dev.merapi.tensor.op;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.ConvolutionDouble;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * y = (x * weight + bias) + addend, then relu if asked: 2-D cross-correlation of x [n, c, h, w] with weight [o, c /
 * groups, kh, kw] and bias [o] or none, to y [n, o, oh, ow] with {@code oh = (h + 2 padding - dilation (kh - 1) - 1) /
 * stride + 1}. An addend [n, o, oh, ow], such as a residual block's shortcut, may follow the bias. With one group the weight may
 * be packed, [o / 32, c, kh, kw, 32]: the same bits, and faster for small images.
 */
public record Conv2d(Options options, boolean relu) implements Op.Nary {
    /** How the kernel moves; one number for both axes, or two. */
    public record Options(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int groups) {
        /** Stride 1, no padding, dilation 1, one group. */
        public static final Options DEFAULT = new Options(1, 1, 0, 0, 1, 1, 1);

        /** Strides, dilations and groups of 1 or more, paddings of 0 or more; none but groups beyond 2^20. */
        public Options {
            if (!Reach.within(1, strideH, strideW, dilationH, dilationW) || groups < 1) {
                throw new ShapeException("conv2d: stride [" + strideH + ", " + strideW + "], dilation [" + dilationH
                        + ", " + dilationW + "] and groups " + groups + " must all be 1 or more, and at most "
                        + Reach.LARGEST);
            }
            if (!Reach.within(0, padH, padW)) {
                throw new ShapeException("conv2d: padding [" + padH + ", " + padW + "] must be 0 or more, and at most "
                        + Reach.LARGEST + "; slice the image to crop it");
            }
        }

        /** With this stride. */
        public Options stride(int stride) {
            return stride(stride, stride);
        }

        /** With these strides. */
        public Options stride(int h, int w) {
            return new Options(h, w, padH, padW, dilationH, dilationW, groups);
        }

        /** With so many zeros around the image. */
        public Options padding(int padding) {
            return padding(padding, padding);
        }

        /** With so many zeros above and below, left and right. */
        public Options padding(int h, int w) {
            return new Options(strideH, strideW, h, w, dilationH, dilationW, groups);
        }

        /** With the padding that gives a result of x's size at stride 1, for kernels that reach over an odd number. */
        public Options same(int kernel) {
            long reachH = Reach.of(dilationH, kernel);
            long reachW = Reach.of(dilationW, kernel);
            if (kernel < 1 || reachH % 2 == 0 || reachW % 2 == 0 || strideH != 1 || strideW != 1) {
                throw new ShapeException(
                        "conv2d: a kernel that reaches over " + reachH + " x " + reachW + " with stride ["
                                + strideH + ", " + strideW
                                + "] keeps no image's size; take an odd reach and stride 1, or pad the"
                                + " image by hand");
            }
            return padding(Math.toIntExact(reachH / 2), Math.toIntExact(reachW / 2));
        }

        /** With this distance between the kernel's elements. */
        public Options dilation(int dilation) {
            return dilation(dilation, dilation);
        }

        /** With these distances between the kernel's elements. */
        public Options dilation(int h, int w) {
            return new Options(strideH, strideW, padH, padW, h, w, groups);
        }

        /** With the channels in so many groups that don't see each other. */
        public Options groups(int groups) {
            return new Options(strideH, strideW, padH, padW, dilationH, dilationW, groups);
        }

        /** The sizes for the kernel, from the shapes of x and weight. */
        Convolution.Shape sizes(Shape x, Shape weight) {
            return new Convolution.Shape(
                    x.dim(0),
                    x.dim(1),
                    x.dim(2),
                    x.dim(3),
                    weight.dim(0),
                    weight.dim(2),
                    weight.dim(3),
                    Reach.stride(strideH, x.dim(2), padH),
                    Reach.stride(strideW, x.dim(3), padW),
                    padH,
                    padW,
                    dilationH,
                    dilationW,
                    groups);
        }
    }

    /** The weight [o, c, kh, kw] as [o / 32, c, kh, kw, 32]. */
    public static Tensor packed(Tensor weight) {
        return PackedWeight.pack(weight);
    }

    /**
     * Whether a network for use alone gains by a {@link #packed} weight on this machine: one of a megabyte or more that can be
     * packed, of one group, with a kernel and a stride for which that way is the faster.
     */
    public static boolean gainsByPacking(Tensor weight, Options options) {
        return PackedWeight.gains(weight, options);
    }

    /** [o, c / groups, kh, kw], also of a weight that is packed. */
    public static Shape weightShape(Tensor weight) {
        return PackedWeight.plain(weight.shape());
    }

    @Override
    public String name() {
        return "conv2d";
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "weight", "[bias]", "[addend]");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.get(0);
        inputs.forEach(input -> Require.floating(this, x, input));
        Shape weight = inputs.get(1).shape();
        Convolution.Shape s = check(x.shape(), weight);
        if (inputs.size() > 2 && !inputs.get(2).shape().equals(Shape.of(s.o()))) {
            throw new ShapeException("conv2d: the bias is " + inputs.get(2).shape() + ", but weight " + weight + " has "
                    + s.o() + " output channels; it must be [" + s.o() + "]");
        }
        Spec y = x.with(Shape.of(s.n(), s.o(), s.oh(), s.ow()));
        if (inputs.size() > 3 && !inputs.get(3).equals(y)) {
            throw new ShapeException("conv2d: the addend is " + inputs.get(3).shape() + ", but what it's added to is "
                    + y.shape() + "; make them the same, or take conv2d and add");
        }
        return y;
    }

    private Convolution.Shape check(Shape x, Shape given) {
        if (PackedWeight.is(given) && options.groups() != 1) {
            throw new ShapeException("conv2d: weight " + given + " is packed, which is for one group, but there are "
                    + options.groups() + "; take the weight [o, c / groups, kh, kw] itself");
        }
        Shape weight = PackedWeight.plain(given);
        if (x.rank() != 4 || weight.rank() != 4) {
            throw new ShapeException("conv2d: x " + x + " must be [n, c, h, w] and weight " + weight
                    + " [o, c / groups, kh, kw]; unsqueeze what is missing");
        }
        Convolution.Shape s = options.sizes(x, weight);
        int groups = options.groups();
        if (s.c() % groups != 0 || s.o() % groups != 0 || s.c() / groups != weight.dim(1)) {
            throw new ShapeException("conv2d: x " + x + " has " + s.c() + " channels in " + groups
                    + " groups, but weight "
                    + weight + " has " + s.o() + " outputs of " + weight.dim(1) + " channels each; the weight must be ["
                    + "o, c / groups, kh, kw] with o and c multiples of groups");
        }
        long reachH = Reach.of(options.dilationH(), s.kh());
        long reachW = Reach.of(options.dilationW(), s.kw());
        if (s.kh() < 1 || s.kw() < 1 || s.h() + 2L * s.padH() < reachH || s.w() + 2L * s.padW() < reachW) {
            throw new ShapeException(
                    "conv2d: a kernel that reaches over " + reachH + " x " + reachW + " doesn't fit into " + x
                            + " with padding " + s.padH() + ", " + s.padW() + "; pad the image or shrink the kernel");
        }
        return s;
    }

    /** 2 c / groups kh kw for each element of y. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return flops(y, inputs.get(1));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        if (y.size() == 0) {
            return;
        }
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor w = Contiguous.of(inputs.get(1));
        Convolution.Shape s = options.sizes(x.shape(), PackedWeight.plain(w.shape()));
        var e = epilogue(inputs);
        var kernel = Kernels.active().convolution();
        if (y.dtype() == DType.FLOAT64) {
            w = Contiguous.of(PackedWeight.unpack(w));
            ConvolutionDouble.forward(s, x.segment(), x.offset(), w.segment(), w.offset(), e, y.segment(), y.offset());
        } else if (PackedWeight.is(w.shape())) {
            kernel.forwardPacked(s, x.segment(), x.offset(), w.segment(), w.offset(), e, y.segment(), y.offset());
        } else {
            kernel.forward(s, x.segment(), x.offset(), w.segment(), w.offset(), e, y.segment(), y.offset());
        }
    }

    private Convolution.Epilogue epilogue(List<Tensor> inputs) {
        var activation = relu ? Gemm.Activation.RELU : Gemm.Activation.IDENTITY;
        if (inputs.size() == 2) {
            return Convolution.Epilogue.of(MemorySegment.NULL, 0, activation);
        }
        Tensor bias = Contiguous.of(inputs.get(2));
        if (inputs.size() == 3) {
            return Convolution.Epilogue.of(bias.segment(), bias.offset(), activation);
        }
        Tensor addend = Contiguous.of(inputs.get(3));
        return new Convolution.Epilogue(bias.segment(), bias.offset(), addend.segment(), addend.offset(), activation);
    }

    /** Of the forward pass and of either gradient: each is the same products, summed otherwise. */
    static long flops(Tensor y, Tensor weight) {
        int outputs = PackedWeight.plain(weight.shape()).dim(0);
        return 2L * y.size() * (weight.size() / Math.max(1, outputs));
    }

    /** dy, 0 where relu was. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return relu ? dy.apply(new ReluGrad(), y) : dy;
    }

    /** dx and dweight are convolutions of g, dbias is its sum over all but the channels, daddend is g. */
    @Override
    public Tensor gradient(int i, Tensor g, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        Tensor w = inputs.get(1);
        return switch (i) {
            case 0 -> g.apply(new Conv2dInputGrad(options, x.size(2), x.size(3)), PackedWeight.unpack(w));
            case 1 -> {
                Tensor dw = x.apply(new Conv2dWeightGrad(options, w.size(2), w.size(3)), g);
                yield PackedWeight.is(w.shape()) ? PackedWeight.pack(dw) : dw;
            }
            case 2 -> g.sum(0, 2, 3);
            default -> g;
        };
    }
}
