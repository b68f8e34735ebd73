package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

/**
 * Planes [h, w] of zeros but for the elements that a pooling took: what {@link MaxPool2dIndex} says of them undone. No
 * operator of its own but a sum.
 */
public record Unpooled(int h, int w) {
    /** y [.., h, w] from x and index, both [.., oh, ow]; where an index comes again its last element stays. */
    public Tensor of(Tensor x, Tensor index) {
        if (x.rank() < 2 || !x.shape().equals(index.shape())) {
            throw new ShapeException("maxUnpool2d: x " + x.shape() + " and indices " + index.shape()
                    + " should both be [.., oh, ow], as maxPool2dIndices gives them");
        }
        Tensor stays = stays(x.shape(), index.to(DType.INT64).toLongArray());
        Shape planes = x.shape().slice(0, x.rank() - 2);
        Tensor zeros = Tensor.full(x.dtype(), planes.concat(Shape.of(h * w)), 0);
        return zeros.scatterAdd(-1, index.flatten(-2), stays.where(x, 0).flatten(-2))
                .reshape(planes.concat(Shape.of(h, w)).dims());
    }

    /** bool [.., oh, ow]: whether no element behind it in its plane has the same index. */
    private Tensor stays(Shape shape, long[] index) {
        int plane = shape.dim(-2) * shape.dim(-1);
        boolean[] stays = new boolean[index.length];
        Set<Long> seen = new HashSet<>();
        for (int i = index.length - 1; i >= 0; i--) {
            if (index[i] < 0 || index[i] >= (long) h * w) {
                throw new ShapeException("maxUnpool2d: index " + index[i] + " (element " + i
                        + ") is outside an image of " + h + " x " + w + "; name the size of what was pooled");
            }
            stays[i] = seen.add(index[i]);
            if (i % plane == 0) {
                seen.clear();
            }
        }
        return Tensor.of(stays).reshape(shape.dims());
    }
}
