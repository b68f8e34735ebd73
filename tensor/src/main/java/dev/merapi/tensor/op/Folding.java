package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Reduction;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.simd.ReductionLong;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator that folds axes of x into one element each.
 *
 * <p>Order: neighbouring axes that are all folded, or all kept, count as one. The last folded group goes first: along
 * rows ({@link Reduction#fold}) if nothing follows it, else along columns ({@link Reduction#foldColumns}), and its
 * result is folded likewise until no group is left. The order follows from the shape and the axes, not from the
 * strides, and is the same for one element of a kept axis alone as for many.
 */
public interface Folding extends Op.Unary {
    /** Elements worth handing to another thread. */
    int GRAIN = 1 << 14;

    /** What to fold by. */
    Reduction.Fold fold();

    /** The axes that are folded. */
    Axes axes();

    /** Whether they stay, at size 1. */
    boolean keepDims();

    @Override
    default Spec spec(Spec x) {
        return Require.wide(this, x).with(axes().reduce(x.shape(), keepDims()));
    }

    /** y (or another tensor of its shape) with the folded axes at size 1, so that it broadcasts against x. */
    default Tensor kept(Tensor y, Tensor x) {
        return y.reshape(axes().reduce(x.shape(), true).dims());
    }

    @Override
    default void forward(Tensor x, Tensor y) {
        try (var _ = Scope.open()) {
            Tensor rest = Contiguous.of(x);
            List<Integer> groups = groups(x.shape());
            if (groups.size() == 1) {
                Contiguous.copy(rest, y);
            }
            boolean folded = groups.size() % 2 == 0;
            while (groups.size() > 1) {
                boolean last = groups.size() <= 3;
                rest = folded ? foldRows(rest, groups, last, y) : foldColumns(rest, groups, last, y);
                folded = false;
            }
        }
    }

    /** Sizes of the groups of axes: kept, folded, kept, folded, ... */
    private List<Integer> groups(Shape shape) {
        List<Integer> groups = new ArrayList<>(List.of(1));
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean inFolded = groups.size() % 2 == 0;
            if (axes().contains(axis) != inFolded) {
                groups.add(1);
            }
            groups.set(groups.size() - 1, groups.getLast() * shape.dim(axis));
        }
        return groups;
    }

    private Tensor foldRows(Tensor x, List<Integer> groups, boolean last, Tensor y) {
        int n = groups.removeLast();
        int rows = product(groups);
        Tensor to = last ? y : Tensor.allocate(new Spec(x.dtype(), Shape.of(rows)));
        if (x.dtype() == DType.FLOAT32 && rows < 4 && n >= 4 * Reduction.BLOCK) {
            foldLongRows(rows, n, x, to);
        } else {
            Workers.forRange(rows, Math.max(1, GRAIN / Math.max(n, 1)), (from, end) -> {
                for (int i = from; i < end; i++) {
                    foldRun(x, x.offset() + (long) i * n, n, to, i);
                }
            });
        }
        return to;
    }

    private void foldRun(Tensor x, long xo, int n, Tensor y, int i) {
        switch (x.dtype()) {
            case FLOAT32 -> Elements.set(y, i, Kernels.active().reduction().fold(fold(), x.segment(), xo, n));
            case FLOAT64 -> Elements.set(y, i, ReductionDouble.fold(fold(), x.segment(), xo, n));
            default -> Elements.set(y, i, ReductionLong.fold(fold(), x.segment(), xo, n));
        }
    }

    /**
     * Few long rows: blocks of them on all cores, then the blocks' results; the same bits, by the kernel's contract.
     */
    private void foldLongRows(int rows, int n, Tensor x, Tensor y) {
        int blocks = Math.ceilDiv(n, Reduction.BLOCK);
        Tensor parts = Tensor.allocate(new Spec(x.dtype(), Shape.of(rows, blocks)));
        Workers.forRange(rows * blocks, GRAIN / Reduction.BLOCK, (from, end) -> {
            for (int i = from, next; i < end; i = next) {
                next = Math.min(end, (i / blocks + 1) * blocks);
                int start = i % blocks * Reduction.BLOCK;
                int length = Math.min((next - i) * Reduction.BLOCK, n - start);
                long at = x.offset() + (long) (i / blocks) * n + start;
                Kernels.active().reduction().foldBlocks(fold(), x.segment(), at, length, parts.segment(), i);
            }
        });
        for (int i = 0; i < rows; i++) {
            foldRun(parts, (long) i * blocks, blocks, y, i);
        }
    }

    private Tensor foldColumns(Tensor x, List<Integer> groups, boolean last, Tensor y) {
        int cols = groups.removeLast();
        int n = groups.removeLast();
        int outer = product(groups);
        groups.set(groups.size() - 1, groups.getLast() * cols);
        Tensor to = last ? y : Tensor.allocate(new Spec(x.dtype(), Shape.of(outer * cols)));
        int width = Math.max(64, GRAIN / Math.max(n, 1) / 16 * 16);
        int parts = Math.max(1, Math.ceilDiv(cols, width));
        int grain = Math.max(1, GRAIN / Math.max(1, Math.min(cols, width) * n));
        Workers.forRange(outer * parts, grain, (from, end) -> {
            for (int i = from; i < end; i++) {
                int start = i % parts * width;
                long at = x.offset() + (long) (i / parts) * n * cols + start;
                long out = (long) (i / parts) * cols + start;
                foldColumnRange(n, Math.min(width, cols - start), x, at, cols, to, out);
            }
        });
        return to;
    }

    private void foldColumnRange(int rows, int cols, Tensor x, long xo, int ldx, Tensor y, long yo) {
        switch (x.dtype()) {
            case FLOAT32 ->
                Kernels.active().reduction().foldColumns(fold(), rows, cols, x.segment(), xo, ldx, y.segment(), yo);
            case FLOAT64 -> ReductionDouble.foldColumns(fold(), rows, cols, x.segment(), xo, ldx, y.segment(), yo);
            default -> ReductionLong.foldColumns(fold(), rows, cols, x.segment(), xo, ldx, y.segment(), yo);
        }
    }

    private static int product(List<Integer> sizes) {
        int product = 1;
        for (int size : sizes) {
            product *= size;
        }
        return product;
    }
}
