package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** What goes along an axis step by step: where the largest element is, sums so far. */
public final class ScanCases {
    private ScanCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        Domain ties = Domain.whole(-4, 4);
        Domain any = Domain.between(-3, 3);
        return List.of(
                place("argmax", ties, x -> x.argmax(-1), (a, b) -> a > b)
                        .mistake(() -> Tensor.zeros(2, 0).argmax(1), "argmax", "[2, 0]"),
                place("argmin", ties, x -> x.argmin(-1), (a, b) -> a < b)
                        .mistake(() -> Tensor.zeros(2, 0).argmin(1), "argmin", "[2, 0]"),
                place("argmax int64", Domain.integers(DType.INT64, -4, 4), x -> x.argmax(-1), (a, b) -> a > b)
                        .mistake(() -> Tensor.arange(3).argmax(1), "argmax", "axis 1", "[3]"),
                OperatorCase.of(
                                "cumsum",
                                in -> in.getFirst().cumsum(-1),
                                in -> running(in.getFirst()),
                                Tolerance.sums(in -> in.getFirst().size(-1), in -> running(in.getFirst())),
                                Shapes.rows(any))
                        .mistake(() -> Tensor.ones(3).cumsum(1), "cumsum", "axis 1", "[3]"),
                OperatorCase.of(
                                "cumsum first",
                                in -> in.getFirst().cumsum(0),
                                in -> first(in.getFirst()),
                                Tolerance.sums(in -> in.getFirst().size(0), in -> first(in.getFirst())),
                                Shapes.of(any, new int[] {129, 300}, new int[] {3, 17}, new int[] {4, 2, 3}))
                        .mistake(() -> Tensor.ones(2, 3).cumsum(-3), "cumsum", "axis -3", "[2, 3]"));
    }

    @FunctionalInterface
    private interface Better {
        boolean than(double a, double b);
    }

    private static OperatorCase place(String name, Domain x, UnaryOperator<Tensor> f, Better better) {
        Oracle oracle = in -> {
            Array a = in.getFirst();
            int n = a.size(-1);
            int[] dims = Arrays.copyOf(a.dims(), a.rank() - 1);
            return Array.make(dims, index -> {
                int[] at = Arrays.copyOf(index, a.rank());
                int best = 0;
                double value = 0;
                for (int i = 0; i < n; i++) {
                    at[a.rank() - 1] = i;
                    if (i == 0 || better.than(a.get(at), value)) {
                        best = i;
                        value = a.get(at);
                    }
                }
                return best;
            });
        };
        return new OperatorCase(
                name, in -> f.apply(in.getFirst()), oracle, Tolerance.exact(), 0, Shapes.rows(x), List.of());
    }

    private static Array running(Array x) {
        double[] sum = new double[1];
        return Array.make(x.dims(), i -> sum[0] = (i[x.rank() - 1] == 0 ? 0 : sum[0]) + x.get(i));
    }

    private static Array first(Array x) {
        Array y = Array.make(x.dims(), i -> 0);
        Array.make(x.dims(), i -> {
            int[] before = i.clone();
            before[0]--;
            y.values()[y.position(i)] = x.get(i) + (i[0] == 0 ? 0 : y.get(before));
            return 0;
        });
        return y;
    }
}
