package dev.merapi.tensor;

import dev.merapi.tensor.op.Gather;
import dev.merapi.tensor.op.IndexSelect;
import dev.merapi.tensor.op.MaxPool2dIndex;
import dev.merapi.tensor.op.OneHot;
import dev.merapi.tensor.op.Pad;
import dev.merapi.tensor.op.ScatterAdd;
import dev.merapi.tensor.op.Tril;
import dev.merapi.tensor.op.Triu;
import dev.merapi.tensor.op.Unpooled;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.util.ArrayList;
import java.util.List;

/**
 * Cutting, padding, and elements chosen by an index tensor. Joining is {@link Tensor#concat} and {@link
 * Tensor#stack}.
 */
public sealed interface Indexing permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Views of at most {@code size} elements each along an axis, one at least; the last may be shorter. */
    default List<Tensor> split(int axis, int size) {
        if (size < 1) {
            throw new ShapeException("split: parts of size " + size + " along axis " + axis + " of " + self().shape()
                    + " never end; the size is at least 1");
        }
        List<Tensor> parts = new ArrayList<>();
        int n = self().size(axis);
        for (int from = 0; from < Math.max(1, n); from += size) {
            parts.add(self().slice(axis, from, Math.min(n - from, size) + from));
        }
        return List.copyOf(parts);
    }

    /** At most {@code chunks} views along an axis, equally long but perhaps the last. */
    default List<Tensor> chunk(int axis, int chunks) {
        if (chunks < 1) {
            throw new ShapeException(
                    "chunk: " + self().shape() + " can't be cut into " + chunks + " parts; ask for 1 or more");
        }
        return split(axis, Math.max(1, Math.ceilDiv(self().size(axis), chunks)));
    }

    /** {@code before[i]} elements of {@code value} in front of axis i and {@code after[i]} behind it. */
    default Tensor pad(int[] before, int[] after, double value) {
        return self().apply(new Pad(Pad.sizes(before), Pad.sizes(after), value));
    }

    /** {@code y[i, j] = x[index[i, j], j]} for axis 0 and so on: as PyTorch's gather. */
    default Tensor gather(int axis, Tensor index) {
        return self().apply(new Gather(self().shape().axis("gather", axis)), index.to(DType.INT64));
    }

    /** This plus {@code source}: {@code y[index[i, j], j] += source[i, j]} for axis 0 and so on, in the order of i. */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        List<Tensor> inputs = List.of(self(), index.to(DType.INT64), source);
        return Tensor.apply(new ScatterAdd(self().shape().axis("scatterAdd", axis)), inputs);
    }

    /**
     * Where in its plane [h, w], in row-major order, the largest element of each window over the last two axes is: int64 [..,
     * oh, ow], of equal ones the first; PyTorch's return_indices. Windows that end behind x: {@code window.ceil().indices(x)}.
     */
    default Tensor maxPool2dIndices(Window window) {
        return self().apply(new MaxPool2dIndex(window));
    }

    /** The same over the last axis: int64 [.., ol], places in [l]; only w's numbers count. */
    default Tensor maxPool1dIndices(Window window) {
        return self().unsqueeze(-2).maxPool2dIndices(window.row()).squeeze(-2);
    }

    /** The same over the last three axes: int64 [.., od, oh, ow], places in [d, h, w]; {@link Window3d#indicesCeil}. */
    default Tensor maxPool3dIndices(Window3d window) {
        return window.indices(self());
    }

    /**
     * Planes [h, w] of zeros but for these elements [.., oh, ow], each at its index in its plane; where windows overlap and
     * an index comes again, the last one stays, and it alone has a gradient. As PyTorch's max_unpool2d.
     */
    default Tensor maxUnpool2d(Tensor index, int h, int w) {
        return new Unpooled("maxUnpool2d", Shape.of(h, w)).of(self(), index);
    }

    /** The same for signals [l] and these elements [.., ol]. */
    default Tensor maxUnpool1d(Tensor index, int l) {
        return new Unpooled("maxUnpool1d", Shape.of(l)).of(self(), index);
    }

    /** The same for volumes [d, h, w] and these elements [.., od, oh, ow]. */
    default Tensor maxUnpool3d(Tensor index, int d, int h, int w) {
        return new Unpooled("maxUnpool3d", Shape.of(d, h, w)).of(self(), index);
    }

    /** The parts along an axis that a vector of indices names, in its order. */
    default Tensor indexSelect(int axis, Tensor index) {
        return self().apply(new IndexSelect(self().shape().axis("indexSelect", axis)), index.to(DType.INT64));
    }

    /** Rows of this table [v, d] by their numbers [..]: a tensor [.., d]. */
    default Tensor embedding(Tensor index) {
        if (self().rank() != 2) {
            throw new ShapeException("embedding: the table is " + self().shape() + ", not [rows, width]; reshape it");
        }
        Shape shape = index.shape().concat(Shape.of(self().size(1)));
        return indexSelect(0, index.flatten()).reshape(shape.dims());
    }

    /** float32 [.., classes] from class numbers [..]: 1 at each number's place, 0 elsewhere. */
    default Tensor oneHot(int classes) {
        return self().to(DType.INT64).apply(new OneHot(classes));
    }

    /** The lower triangles of matrices [.., m, n]: 0 where {@code column - row > diagonal}. */
    default Tensor tril(int diagonal) {
        return self().apply(new Tril(diagonal));
    }

    /** The upper triangles of matrices [.., m, n]: 0 where {@code column - row < diagonal}. */
    default Tensor triu(int diagonal) {
        return self().apply(new Triu(diagonal));
    }
}
