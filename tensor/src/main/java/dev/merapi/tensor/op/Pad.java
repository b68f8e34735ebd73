package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y is x with {@code before.dim(i)} elements of {@code value} in front of axis i and {@code after.dim(i)} behind it.
 */
public record Pad(Shape before, Shape after, double value) implements Op.Unary {
    /** What is to stand on one side of each axis, 0 or more elements. */
    public static Shape sizes(int... elements) {
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] < 0) {
                throw new ShapeException("pad: " + elements[i] + " elements beside axis " + i
                        + " can't be added; name 0 or more, and slice off what should go");
            }
        }
        return Shape.of(elements);
    }

    @Override
    public Spec spec(Spec x) {
        int rank = x.shape().rank();
        if (before.rank() != rank || after.rank() != rank) {
            throw new ShapeException("pad: " + x.shape() + " has " + rank + " axes, but the padding in front is "
                    + before + " and behind " + after + "; name one number an axis, 0 for none");
        }
        int[] dims = x.shape().dims();
        for (int i = 0; i < rank; i++) {
            dims[i] = Shape.size("pad", (long) before.dim(i) + dims[i] + after.dim(i));
        }
        return x.with(Shape.of(dims));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Fill.with(y, value);
        Tensor inside = y;
        for (int i = 0; i < x.rank(); i++) {
            inside = new Slice(i, before.dim(i), before.dim(i) + x.size(i), 1).view(inside);
        }
        Contiguous.copy(x, inside);
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        Tensor dx = dy;
        for (int i = 0; i < x.rank(); i++) {
            dx = dx.slice(i, before.dim(i), before.dim(i) + x.size(i));
        }
        return dx;
    }
}
