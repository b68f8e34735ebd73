package dev.merapi.tensor.op;

import dev.merapi.simd.Pooling;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * How a pooling window looks and moves over the last two axes; one number for both, or two. Dilation, the distance between
 * its elements, is for maxima alone.
 */
public record Window(
        int kernelH, int kernelW, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
    /**
     * Kernels, strides and dilations of 1 or more; padding of at most half of what the kernel reaches over, so that no window
     * without gaps holds padding alone.
     */
    public Window {
        if (!Reach.within(1, kernelH, kernelW, strideH, strideW)) {
            throw new ShapeException("window: kernel [" + kernelH + ", " + kernelW + "] and stride [" + strideH + ", "
                    + strideW + "] must be 1 or more, and at most " + Reach.LARGEST);
        }
        if (dilationH < 1
                || dilationW < 1
                || Math.max(Reach.of(dilationH, kernelH), Reach.of(dilationW, kernelW)) > Reach.LARGEST) {
            throw new ShapeException("window: dilation [" + dilationH + ", " + dilationW
                    + "] must be 1 or more, and the kernel [" + kernelH + ", " + kernelW
                    + "] with it reach over at most "
                    + Reach.LARGEST);
        }
        if (padH < 0 || padW < 0 || 2 * padH > reach(kernelH, dilationH) || 2 * padW > reach(kernelW, dilationW)) {
            throw new ShapeException("window: padding [" + padH + ", " + padW + "] of kernel [" + kernelH + ", "
                    + kernelW + "] must be between 0 and half the kernel");
        }
    }

    /** Without gaps. */
    public Window(int kernelH, int kernelW, int strideH, int strideW, int padH, int padW) {
        this(kernelH, kernelW, strideH, strideW, padH, padW, 1, 1);
    }

    private static int reach(int kernel, int dilation) {
        return (int) Reach.of(dilation, kernel);
    }

    /** Over how many rows the kernel reaches. */
    int reachH() {
        return reach(kernelH, dilationH);
    }

    /** Over how many columns the kernel reaches. */
    int reachW() {
        return reach(kernelW, dilationW);
    }

    /** Squares side by side. */
    public static Window of(int kernel) {
        return of(kernel, kernel);
    }

    /** Rectangles side by side. */
    public static Window of(int h, int w) {
        return new Window(h, w, h, w, 0, 0);
    }

    /** The same along w alone, for signals [.., l]. */
    public Window row() {
        return new Window(1, kernelW, 1, strideW, 0, padW, 1, dilationW);
    }

    /** With this stride. */
    public Window stride(int stride) {
        return stride(stride, stride);
    }

    /** With these strides. */
    public Window stride(int h, int w) {
        return new Window(kernelH, kernelW, h, w, padH, padW, dilationH, dilationW);
    }

    /** With so much padding around the image. */
    public Window padding(int padding) {
        return padding(padding, padding);
    }

    /** With so much padding above and below, left and right. */
    public Window padding(int h, int w) {
        return new Window(kernelH, kernelW, strideH, strideW, h, w, dilationH, dilationW);
    }

    /** With this distance between its elements. */
    public Window dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** With these distances between its elements. */
    public Window dilation(int h, int w) {
        return new Window(kernelH, kernelW, strideH, strideW, padH, padW, h, w);
    }

    /** Whether there are gaps between its elements. */
    public boolean isDilated() {
        return dilationH > 1 || dilationW > 1;
    }

    /** The largest element of each window of x, then relu if asked. */
    public Tensor max(Tensor x, boolean relu) {
        if (!isDilated()) {
            return x.apply(new MaxPool2d(this, relu));
        }
        Tensor y = gathered(x, false);
        return relu ? y.relu() : y;
    }

    /** The largest elements of x, by their indices: the way of windows with gaps. */
    Tensor gathered(Tensor x, boolean ceil) {
        Tensor index = x.apply(new MaxPool2dIndex(this, ceil));
        return taken(x.flatten(-2), index);
    }

    /** Of each row [.., n] the elements at the places [.., oh, ow]. */
    static Tensor taken(Tensor rows, Tensor index) {
        return rows.gather(-1, index.flatten(-2)).reshape(index.shape().dims());
    }

    /** The result's shape, [.., oh, ow] for x [.., h, w]. */
    Shape pooled(Op op, Shape x) {
        if (x.rank() < 2) {
            throw new ShapeException(op.name() + ": " + x + " has no image [h, w] along its last two axes; reshape it");
        }
        if (x.dim(-2) + 2 * padH < reachH() || x.dim(-1) + 2 * padW < reachW()) {
            throw new ShapeException(op.name() + ": a window of " + reachH() + " x " + reachW() + " doesn't fit into "
                    + x + " with padding [" + padH + ", " + padW + "]; shrink it");
        }
        int h = (x.dim(-2) + 2 * padH - reachH()) / strideH + 1;
        int w = (x.dim(-1) + 2 * padW - reachW()) / strideW + 1;
        return x.with(-2, h).with(-1, w);
    }

    /** The same, and those windows too that end behind x: PyTorch's {@code ceil_mode}. */
    public Overhang ceil() {
        return new Overhang(this);
    }

    /** kernelH kernelW / how many elements of x [.., h, w] each window holds, [oh, ow]. */
    public Tensor shares(Tensor x) {
        Pooling.Window s = sizes(x.shape());
        double[] shares = new double[s.oh() * s.ow()];
        for (int i = 0; i < shares.length; i++) {
            int inside = inside(i / s.ow(), s.h(), kernelH, strideH, padH)
                    * inside(i % s.ow(), s.w(), kernelW, strideW, padW);
            shares[i] = kernelH * kernelW / (double) inside;
        }
        return Tensor.of(Shape.of(s.oh(), s.ow()), shares).to(x.dtype());
    }

    private static int inside(int i, int n, int kernel, int stride, int pad) {
        int from = i * stride - pad;
        return Math.min(n, from + kernel) - Math.max(0, from);
    }

    /** The sizes for the kernel, which knows no gaps. */
    Pooling.Window sizes(Shape x) {
        if (isDilated()) {
            throw new ShapeException("pooling: a window with dilation [" + dilationH + ", " + dilationW
                    + "] is for maxPool2d and maxPool2dIndices alone; take means of windows without gaps");
        }
        int stepH = Reach.stride(strideH, x.dim(-2), padH);
        int stepW = Reach.stride(strideW, x.dim(-1), padW);
        return new Pooling.Window(x.dim(-2), x.dim(-1), kernelH, kernelW, stepH, stepW, padH, padW);
    }

    /** Runs the body over ranges of the planes of x [.., h, w] on all cores. */
    static void forEachPlane(Tensor x, Workers.Range body) {
        int plane = x.size(-2) * x.size(-1);
        int planes = x.shape().slice(0, x.rank() - 2).size();
        Workers.forRange(planes, Math.max(1, (1 << 13) / Math.max(1, plane)), body);
    }
}
