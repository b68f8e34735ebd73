package dev.merapi.tensor.op;

import dev.merapi.tensor.ShapeException;

/** How the kernel of a {@link Conv3d} moves: along the depth, and in each plane. */
public record Options3d(int strideD, int padD, int dilationD, Conv2d.Options plane) {
    /** Stride 1, no padding, dilation 1, one group. */
    public static final Options3d DEFAULT = new Options3d(1, 0, 1, Conv2d.Options.DEFAULT);

    /** Stride and dilation of 1 or more, padding of 0 or more. */
    public Options3d {
        if (!Reach.within(1, strideD, dilationD) || !Reach.within(0, padD)) {
            throw new ShapeException("conv3d: along the depth, stride " + strideD + " and dilation " + dilationD
                    + " must be 1 or more and padding " + padD + " 0 or more, and all at most "
                    + Reach.LARGEST);
        }
    }

    /** With this stride along all three axes. */
    public Options3d stride(int stride) {
        return stride(stride, stride, stride);
    }

    /** With these strides. */
    public Options3d stride(int d, int h, int w) {
        return new Options3d(d, padD, dilationD, plane.stride(h, w));
    }

    /** With so many zeros around the volume. */
    public Options3d padding(int padding) {
        return padding(padding, padding, padding);
    }

    /** With so many zeros in front and behind, above and below, left and right. */
    public Options3d padding(int d, int h, int w) {
        return new Options3d(strideD, d, dilationD, plane.padding(h, w));
    }

    /** With this distance between the kernel's elements. */
    public Options3d dilation(int dilation) {
        return dilation(dilation, dilation, dilation);
    }

    /** With these distances between the kernel's elements. */
    public Options3d dilation(int d, int h, int w) {
        return new Options3d(strideD, padD, d, plane.dilation(h, w));
    }

    /** With the channels in so many groups that don't see each other. */
    public Options3d groups(int groups) {
        return new Options3d(strideD, padD, dilationD, plane.groups(groups));
    }

    /** The depths that a kernel of kd sees, for each of the result's. */
    Unfold windows(int kd) {
        return new Unfold(2, kd, strideD, dilationD);
    }
}
