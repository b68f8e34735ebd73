package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.MaxPool2dIndex;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** Maxima of windows with gaps, and where they were. */
public final class DilatedPoolCases {
    private static final Window WINDOW =
            Window.of(3, 2).stride(2, 1).padding(1, 1).dilation(1, 3);

    private DilatedPoolCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(pool(), index());
    }

    private static OperatorCase pool() {
        return OperatorCase.of(
                        "maxPool2d dilated",
                        in -> in.getFirst().maxPool2d(WINDOW),
                        in -> winners(in.getFirst(), Array::get),
                        Tolerance.exact(),
                        images(Domain.distinct()))
                .mistake(() -> Tensor.ones(5, 1).maxPool2d(WINDOW), "maxPool2dIndex", "3 x 4", "[5, 1]", "[1, 1]")
                .mistake(() -> Tensor.ones(6, 7).avgPool2d(WINDOW), "dilation [1, 3]", "maxPool2d", "without gaps")
                .mistake(() -> Window.of(2).dilation(0), "dilation [0, 0]", "1 or more");
    }

    private static OperatorCase index() {
        return new OperatorCase(
                "maxPool2dIndex dilated",
                in -> in.getFirst().apply(new MaxPool2dIndex(WINDOW)),
                in -> winners(in.getFirst(), (x, at) -> at[at.length - 2] * x.size(-1) + at[at.length - 1]),
                Tolerance.exact(),
                0,
                images(Domain.whole(-2, 2)),
                List.of());
    }

    private static List<Variant> images(Domain domain) {
        return Shapes.of(domain, new int[] {80, 9, 17}, new int[] {2, 6, 7}, new int[] {3, 3}, new int[] {1, 2, 5, 9});
    }

    /** What the first largest element of each window makes. */
    private static Array winners(Array x, ToDoubleBiFunction<Array, int[]> what) {
        int[] dims = x.dims().clone();
        int rank = dims.length;
        dims[rank - 2] = (x.size(-2) + 2 - 3) / 2 + 1;
        dims[rank - 1] = x.size(-1) + 2 - 4 + 1;
        return Array.make(dims, i -> {
            int[] best = null;
            for (int k = 0; k < 6; k++) {
                int[] at = i.clone();
                at[rank - 2] = 2 * i[rank - 2] - 1 + k / 2;
                at[rank - 1] = i[rank - 1] - 1 + 3 * (k % 2);
                boolean inside = at[rank - 2] >= 0
                        && at[rank - 2] < x.size(-2)
                        && at[rank - 1] >= 0
                        && at[rank - 1] < x.size(-1);
                if (inside && (best == null || x.get(at) > x.get(best))) {
                    best = at;
                }
            }
            return what.applyAsDouble(x, best);
        });
    }
}
