package dev.merapi.tests;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The same values somewhere else: axes in any order in memory, some of them backwards, steps of 1 or 2, a margin of
 * garbage on each side, so at any offset from a vector's border.
 */
public final class RandomViews {
    private static final int MARGIN = 18;

    private RandomViews() {}

    /** A view with the values of x. */
    public static Tensor of(RandomKey key, Tensor x) {
        if (x.rank() == 0) {
            return of(key, x.reshape(1)).reshape();
        }
        int rank = x.rank();
        int[] order = key.fold("order").permutation(rank);
        Tensor turned = x.permute(order);
        int[] backwards = IntStream.range(0, rank)
                .filter(axis -> draw(key.fold("flip"), axis, 4) == 0)
                .toArray();
        Tensor values = backwards.length == 0 ? turned : turned.flip(backwards);
        Tensor view = place(key, values);
        Tensor back = backwards.length == 0 ? view : view.flip(backwards);
        return back.permute(inverse(order));
    }

    /** The values as a part of a larger tensor; inner margins are wide, so that rows begin anywhere in a vector. */
    private static Tensor place(RandomKey key, Tensor values) {
        int rank = values.rank();
        int[] before = new int[rank];
        int[] step = new int[rank];
        int[] outer = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            boolean inner = axis == rank - 1;
            before[axis] = draw(key.fold("before"), axis, inner ? MARGIN : 2);
            step[axis] = draw(key.fold("step"), axis, 5) == 0 ? 2 : 1;
            int behind = draw(key.fold("behind"), axis, inner ? MARGIN : 2);
            outer[axis] = before[axis] + values.size(axis) * step[axis] + behind;
        }
        Tensor view = Tensor.full(values.dtype(), Shape.of(outer), 99);
        for (int axis = 0; axis < rank; axis++) {
            view = view.slice(axis, before[axis], before[axis] + values.size(axis) * step[axis], step[axis]);
        }
        view.assign(values);
        return view;
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    private static int draw(RandomKey key, int position, int n) {
        return (int) Math.floorMod(key.fold(position).bits(), (long) n);
    }
}
