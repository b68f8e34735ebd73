package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

/**
 * Signals, images or volumes of zeros but for the elements that a pooling took: what its indices say undone. No operator of
 * its own but a sum.
 *
 * @param name what was asked for, for errors
 * @param whole the shape [l], [h, w] or [d, h, w] of each
 */
public record Unpooled(String name, Shape whole) {
    /** y [.., h, w] from x and index, both [.., oh, ow]; where an index comes again its last element stays. */
    public Tensor of(Tensor x, Tensor index) {
        if (x.rank() < whole.rank() || !x.shape().equals(index.shape())) {
            throw new ShapeException(
                    name + ": x " + x.shape() + " and indices " + index.shape() + " should be of one shape, [.."
                            + ", o".repeat(whole.rank()) + "], as " + name.replace("Unpool", "Pool")
                            + "Indices gives them");
        }
        Tensor stays = stays(x.shape(), index.to(DType.INT64).toLongArray());
        Shape batch = x.shape().slice(0, x.rank() - whole.rank());
        Tensor zeros = Tensor.full(x.dtype(), batch.concat(Shape.of(whole.size())), 0);
        return zeros.scatterAdd(-1, flat(index), flat(stays.where(x, 0)))
                .reshape(batch.concat(whole).dims());
    }

    private Tensor flat(Tensor x) {
        return x.flatten(-whole.rank());
    }

    /** bool [.., oh, ow]: whether no element behind it in its image has the same index. */
    private Tensor stays(Shape shape, long[] index) {
        int image = shape.slice(shape.rank() - whole.rank(), shape.rank()).size();
        boolean[] stays = new boolean[index.length];
        Set<Long> seen = new HashSet<>();
        for (int i = index.length - 1; i >= 0; i--) {
            if (index[i] < 0 || index[i] >= whole.size()) {
                throw new ShapeException(name + ": index " + index[i] + " (element " + i + ") is outside " + whole
                        + "; name the size of what was pooled");
            }
            stays[i] = seen.add(index[i]);
            if (i % image == 0) {
                seen.clear();
            }
        }
        return Tensor.of(stays).reshape(shape.dims());
    }
}
