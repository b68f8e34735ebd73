package dev.merapi.tests.cases;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import java.util.List;
import java.util.function.UnaryOperator;

/** Other looks at the same elements. */
public final class ViewCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final int[] SMALL = {2, 3, 4};
    private static final int[] ODD = {1, 17, 2};
    private static final int[] LARGE = {31, 33, 35};

    private ViewCases() {}

    /** The rows; those that only look are followed by a product, so that strided results are read, too. */
    public static List<OperatorCase> all() {
        return List.of(
                view("reshape", x -> x.reshape(-1, 2), x -> x.reshape(x.values().length / 2, 2), new int[] {60, 50, 10})
                        .mistake(() -> Tensor.ones(2, 3).reshape(4, -1), "reshape", "[2, 3]", "6", "[4, -1]")
                        .mistake(() -> Tensor.ones(2, 3).reshape(4, 2), "reshape", "[2, 3]", "[4, 2]", "8"),
                view("flatten", x -> x.flatten(1), x -> x.reshape(x.size(0), x.size(1) * x.size(2)), LARGE)
                        .mistake(() -> Tensor.ones(2, 3).flatten(2), "flatten", "axis 2", "[2, 3]"),
                view("unsqueeze", x -> x.unsqueeze(-1), x -> x.reshape(x.size(0), x.size(1), x.size(2), 1), LARGE)
                        .mistake(() -> Tensor.ones(2).unsqueeze(3), "unsqueeze", "axis 3", "[2]"),
                view("squeeze", x -> x.select(0, 0).squeeze(), x -> squeezed(x), new int[] {1, 33, 1000})
                        .mistake(() -> Tensor.ones(2, 3).squeeze(1), "squeeze", "axis 1", "[2, 3]"),
                view("permute", x -> x.permute(2, 0, -2), x -> permuted(x, 2, 0, 1), LARGE)
                        .mistake(() -> Tensor.ones(2, 3).permute(0, 0), "permute", "[0, 0]", "[2, 3]"),
                view("transpose", x -> x.transpose(0, -1), x -> permuted(x, 2, 1, 0), LARGE)
                        .mistake(() -> Tensor.ones(2).t(), "t:", "[2]", "matrix"),
                view("moveAxis", x -> x.moveAxis(0, -1), x -> permuted(x, 1, 2, 0), LARGE)
                        .mistake(() -> Tensor.ones(2, 3).moveAxis(0, 2), "moveAxis", "axis 2", "[2, 3]"),
                view("reshape of permute", x -> x.permute(2, 0, 1).reshape(-1), x -> flat(permuted(x, 2, 0, 1)), LARGE)
                        .mistake(() -> Tensor.ones(2, 3).t().reshape(2, 2), "reshape", "[3, 2]", "[2, 2]"),
                view("contiguous", x -> x.permute(1, 2, 0).contiguous(), x -> permuted(x, 1, 2, 0), LARGE)
                        .refusingFreed(),
                view("slice", x -> x.slice(1, 1, x.size(1) - 1), x -> sliced(x, 1, x.size(1) - 1, 1), LARGE)
                        .mistake(() -> Tensor.ones(3).slice(0, 2, 5), "slice", "[2, 5)", "[3]")
                        .mistake(() -> Tensor.ones(3).slice(0, 0, 3, -1), "slice", "-1", "flip"),
                view("slice by steps", x -> x.slice(1, 0, x.size(1), 2), x -> sliced(x, 0, x.size(1), 2), LARGE)
                        .mistake(() -> Tensor.ones(3).slice(0, 0, 3, 0), "slice", "0", "[3]"),
                view("select", x -> x.select(1, -1), x -> selected(x), new int[] {150, 3, 250})
                        .mistake(() -> Tensor.ones(2, 3).select(1, 3), "select", "index 3", "[2, 3]"),
                view("expand", x -> x.unsqueeze(1).expand(-1, 2, -1, -1), x -> repeated(x), LARGE)
                        .mistake(() -> Tensor.ones(2, 3).expand(2, 4), "expand", "[2, 3]", "[2, 4]"),
                view("broadcastTo", x -> x.broadcastTo(x.shape().insert(0, 2)), x -> inFront(x), LARGE)
                        .mistake(() -> Tensor.ones(2).broadcastTo(Shape.of(2, 3)), "expand", "[2]", "[2, 3]"),
                view("flip", x -> x.flip(0, -1), x -> flipped(x), LARGE)
                        .mistake(() -> Tensor.ones(2).flip(1), "flip", "axis 1", "[2]"),
                view("split", x -> Tensor.concat(1, x.split(1, 2).reversed()), x -> swapped(x), LARGE)
                        .mistake(() -> Tensor.ones(3).split(0, 0), "split", "[3]"),
                view("chunk", x -> x.chunk(1, 2).getFirst(), x -> sliced(x, 0, (x.size(1) + 1) / 2, 1), LARGE)
                        .mistake(() -> Tensor.ones(3).chunk(0, 0), "chunk", "[3]"));
    }

    private static OperatorCase view(String name, UnaryOperator<Tensor> f, UnaryOperator<Array> oracle, int[] large) {
        boolean squeezes = name.equals("squeeze");
        return OperatorCase.of(
                name,
                in -> f.apply(in.getFirst()).mul(in.getFirst().sum().mul(0).add(1)),
                in -> oracle.apply(in.getFirst()),
                Tolerance.exact(),
                squeezes ? Shapes.of(ANY, large, new int[] {1, 3, 1}, ODD) : Shapes.of(ANY, large, SMALL, ODD));
    }

    private static Array squeezed(Array x) {
        return x.size(2) == 1 ? x.reshape(x.size(1)) : x.reshape(x.size(1), x.size(2));
    }

    private static Array flat(Array x) {
        return x.reshape(x.values().length);
    }

    private static Array permuted(Array x, int... axes) {
        int[] dims = {x.size(axes[0]), x.size(axes[1]), x.size(axes[2])};
        return Array.make(dims, i -> {
            int[] at = new int[3];
            for (int axis = 0; axis < 3; axis++) {
                at[axes[axis]] = i[axis];
            }
            return x.get(at);
        });
    }

    private static Array sliced(Array x, int from, int to, int step) {
        int[] dims = {x.size(0), Math.ceilDiv(to - from, step), x.size(2)};
        return Array.make(dims, i -> x.get(i[0], from + i[1] * step, i[2]));
    }

    private static Array selected(Array x) {
        return Array.make(new int[] {x.size(0), x.size(2)}, i -> x.get(i[0], x.size(1) - 1, i[1]));
    }

    private static Array repeated(Array x) {
        return Array.make(new int[] {x.size(0), 2, x.size(1), x.size(2)}, i -> x.get(i[0], i[2], i[3]));
    }

    private static Array inFront(Array x) {
        return Array.make(new int[] {2, x.size(0), x.size(1), x.size(2)}, i -> x.get(i[1], i[2], i[3]));
    }

    private static Array flipped(Array x) {
        return Array.make(x.dims(), i -> x.get(x.size(0) - 1 - i[0], i[1], x.size(2) - 1 - i[2]));
    }

    /** Pairs along axis 1 in reverse order; a last single one comes first. */
    private static Array swapped(Array x) {
        int n = x.size(1);
        int single = n % 2;
        return Array.make(x.dims(), i -> {
            int j = i[1];
            int from = j < single ? n - 1 : n - single - 2 - (j - single) / 2 * 2 + (j - single) % 2;
            return x.get(i[0], from, i[2]);
        });
    }
}
