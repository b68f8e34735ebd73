package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.PadMode;

/**
 * y is x with elements in front of and behind its last axes: PyTorch's ZeroPad, ReflectionPad, ReplicationPad and
 * CircularPad, alone or in front of a convolution.
 *
 * @param before how many in front of each axis: [l], [h, w] or [d, h, w]
 * @param after how many behind it
 * @param mode what they are
 */
public record Border(Shape before, Shape after, PadMode mode) implements Layer {
    /** Nothing. */
    public static final Border NONE = new Border(Shape.SCALAR, Shape.SCALAR, PadMode.ZEROS);

    /** Checks that both name the same axes. */
    public Border {
        if (before.rank() != after.rank()) {
            throw new ShapeException(
                    "a border needs a number in front of and behind each axis, but got " + before + " and " + after);
        }
    }

    /** So many elements at all four sides of an image. */
    public static Border of(int size, PadMode mode) {
        return new Border(Shape.of(size, size), Shape.of(size, size), mode);
    }

    /** What makes a convolution with these reaches and stride 1 keep its image's size; the odd one goes behind. */
    static Border same(PadMode mode, int... reaches) {
        int[] before = new int[reaches.length];
        int[] after = new int[reaches.length];
        for (int i = 0; i < reaches.length; i++) {
            before[i] = (reaches[i] - 1) / 2;
            after[i] = reaches[i] - 1 - before[i];
        }
        return new Border(Shape.of(before), Shape.of(after), mode);
    }

    /** These numbers at both ends of each axis. */
    static Border both(PadMode mode, int... sizes) {
        return new Border(Shape.of(sizes), Shape.of(sizes), mode);
    }

    /** These numbers at both ends more, and all of another kind. */
    Border around(PadMode newMode, int... sizes) {
        int[] front = sizes.clone();
        int[] behind = sizes.clone();
        for (int i = 0; i < before.rank(); i++) {
            front[i] += before.dim(i);
            behind[i] += after.dim(i);
        }
        return new Border(Shape.of(front), Shape.of(behind), newMode);
    }

    @Override
    public Tensor forward(Tensor x) {
        int axes = before.rank();
        if (axes == 0) {
            return x;
        }
        if (x.rank() < axes) {
            throw new ShapeException("Border" + before + ": the input " + x.shape()
                    + " has fewer axes than the border's " + axes + "; unsqueeze it");
        }
        Shape others = Shape.of(new int[x.rank() - axes]);
        return x.pad(others.concat(before).dims(), others.concat(after).dims(), mode);
    }
}
