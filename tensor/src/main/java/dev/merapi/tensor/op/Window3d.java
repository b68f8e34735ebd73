package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.function.BiFunction;

/**
 * How a pooling window looks and moves over the last three axes of x [.., d, h, w]. No operator of its own: each plane
 * is pooled by {@link Window}, then the depth. Of equal maxima the first in row order takes the gradient, as for
 * images.
 */
public record Window3d(int kernelD, int strideD, int padD, int dilationD, Window plane) {
    /** Without gaps along the depth. */
    public Window3d(int kernelD, int strideD, int padD, Window plane) {
        this(kernelD, strideD, padD, 1, plane);
    }

    /** Cubes side by side. */
    public static Window3d of(int kernel) {
        return of(kernel, kernel, kernel);
    }

    /** Boxes of d x h x w side by side. */
    public static Window3d of(int d, int h, int w) {
        return new Window3d(d, d, 0, Window.of(h, w));
    }

    /** With this stride. */
    public Window3d stride(int stride) {
        return stride(stride, stride, stride);
    }

    /** With these strides. */
    public Window3d stride(int d, int h, int w) {
        return new Window3d(kernelD, d, padD, dilationD, plane.stride(h, w));
    }

    /** With so much padding around the volume. */
    public Window3d padding(int padding) {
        return padding(padding, padding, padding);
    }

    /** With so much padding in front and behind, above and below, left and right. */
    public Window3d padding(int d, int h, int w) {
        return new Window3d(kernelD, strideD, d, dilationD, plane.padding(h, w));
    }

    /** With these distances between its elements, for maxima. */
    public Window3d dilation(int d, int h, int w) {
        return new Window3d(kernelD, strideD, padD, d, plane.dilation(h, w));
    }

    /** The largest element of each window; padding never wins. */
    public Tensor max(Tensor x) {
        return pooled(x, true, (y, window) -> y.maxPool2d(window));
    }

    /** The same with windows that begin inside x and end behind it: {@link Overhang}. */
    public Tensor maxCeil(Tensor x) {
        return pooled(x, false, (y, window) -> window.ceil().max(y));
    }

    /** Where in its volume [d, h, w], in row-major order, each window's winner is (int64 [.., od, oh, ow]). */
    public Tensor indices(Tensor x) {
        return winners(x, false);
    }

    /** The same with windows that begin inside x and end behind it. */
    public Tensor indicesCeil(Tensor x) {
        return winners(x, true);
    }

    /** The mean of each window; padding counts as zeros. */
    public Tensor average(Tensor x) {
        return pooled(x, true, (y, window) -> y.avgPool2d(window));
    }

    /** The same with windows that begin inside x and end behind it: {@link Overhang}. */
    public Tensor averageCeil(Tensor x) {
        return pooled(x, false, (y, window) -> window.ceil().average(y));
    }

    /** The mean of those elements of each window that aren't padding. */
    public Tensor averageInside(Tensor x) {
        return pooled(x, true, (y, window) -> y.avgPool2dInside(window));
    }

    /** The same with windows that begin inside x and end behind it: {@link Overhang}. */
    public Tensor averageInsideCeil(Tensor x) {
        return pooled(x, false, (y, window) -> window.ceil().averageInside(y));
    }

    /** Each plane, then the depth; a whole window must fit where those that end behind x don't count. */
    private Tensor pooled(Tensor x, boolean whole, BiFunction<Tensor, Window, Tensor> pool) {
        check(x, whole);
        Tensor planes = pool.apply(x, plane);
        return volumes(pool.apply(depths(planes), depth()), planes);
    }

    /** Each plane's winners as places in their volume, and of those the ones that win along the depth. */
    private Tensor winners(Tensor x, boolean ceil) {
        check(x, !ceil);
        Tensor inPlane = x.apply(new MaxPool2dIndex(plane, ceil));
        Tensor planes = Window.taken(x.flatten(-2), inPlane);
        Tensor fronts = Tensor.arange(x.size(-3)).mul(Tensor.of((long) x.size(-2) * x.size(-1)));
        Tensor inVolume = inPlane.add(fronts.reshape(-1, 1, 1));
        Tensor deepest = depths(planes).apply(new MaxPool2dIndex(depth(), ceil));
        return volumes(Window.taken(inVolume.flatten(-3), deepest), inPlane);
    }

    private Window depth() {
        return new Window(kernelD, 1, strideD, 1, padD, 0, dilationD, 1);
    }

    private void check(Tensor x, boolean whole) {
        if (x.rank() < 3 || (whole && x.size(-3) + 2 * padD < depth().reachH())) {
            throw new ShapeException(
                    "pool3d: a window of depth " + kernelD + " with padding " + padD + " doesn't fit into " + x.shape()
                            + ", which should be [.., d, h, w]; reshape it or shrink the window");
        }
    }

    /** [.., d, h, w] as [.., d, h w]. */
    private static Tensor depths(Tensor planes) {
        return planes.flatten(-2);
    }

    /** [.., od, h w] as [.., od, h, w]. */
    private static Tensor volumes(Tensor y, Tensor planes) {
        Shape image = planes.shape().slice(planes.rank() - 2, planes.rank());
        return y.reshape(y.shape().slice(0, y.rank() - 1).concat(image).dims());
    }
}
