package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Folds along axes. */
public final class ReductionCases {
    private static final Domain ANY = Domain.between(-3, 3);

    private ReductionCases() {}

    /** What a reduction does along axes. */
    @FunctionalInterface
    private interface Fold {
        Tensor of(Tensor x, boolean keepDims, int... axes);
    }

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(folds(), statistics(), integers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OperatorCase> folds() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.addAll(axes("sum", ANY, Tensor::sum, 0, Double::sum, sums()));
        rows.addAll(axes("prod", Domain.between(0.8, 1.2), Tensor::prod, 1, (a, b) -> a * b, products()));
        rows.add(zeros());
        rows.addAll(
                axes("max", Domain.distinct(), Tensor::max, Double.NEGATIVE_INFINITY, Math::max, Tolerance.exact()));
        rows.addAll(
                axes("min", Domain.distinct(), Tensor::min, Double.POSITIVE_INFINITY, Math::min, Tolerance.exact()));
        rows.add(new OperatorCase(
                        "max of nothing",
                        in -> in.getFirst().max(0),
                        in -> Oracles.fold(in.getFirst(), 0, Math::max, false, 0),
                        Tolerance.exact(),
                        2,
                        List.of(Variant.of(new Input(ANY, 1, 0))),
                        List.of())
                .mistake(() -> Tensor.zeros(0, 3).max(0), "max", "[0, 3]"));
        return rows;
    }

    /** A product's gradient is right also beside zeros; of its second derivative that isn't stated. */
    private static OperatorCase zeros() {
        return OperatorCase.of(
                        "prod with zeros",
                        in -> in.getFirst().prod(-1),
                        in -> Oracles.fold(in.getFirst(), 1, (a, b) -> a * b, false, -1),
                        products(),
                        Shapes.of(Domain.whole(0, 3), new int[] {300, 5}, new int[] {7, 3}, new int[] {17, 2}))
                .order(1)
                .mistake(() -> Tensor.ones(3).prod(1), "prod", "axis 1", "[3]");
    }

    private static Tolerance sums() {
        return Tolerance.of(
                in -> in.getFirst().values().length + 2,
                (in, y) -> spread(in.getFirst().map(Math::abs), y),
                "n roundings of the sum of sizes; the sum over all elements bounds each part's");
    }

    private static Array spread(Array sizes, Array like) {
        double all = sizes.sum();
        return like.map(v -> all);
    }

    private static Tolerance products() {
        return Tolerance.of(
                in -> in.getFirst().values().length, (in, y) -> y.map(Math::abs), "n roundings of the product");
    }

    /** Four rows: all axes, the first, the last, two that are apart. */
    private static List<OperatorCase> axes(
            String name, Domain x, Fold fold, double identity, DoubleBinaryOperator f, Tolerance tolerance) {
        boolean empty = Double.isFinite(identity);
        String op = Rows.operator(name);
        Tensor ones = Rows.ones(x, 2, 3);
        return List.of(
                row(name, x, empty, in -> fold.of(in, false), identity, f, false, tolerance)
                        .mistake(() -> fold.of(ones, false, 2), op, "axis 2", "[2, 3]"),
                row(name + " first", x, empty, in -> fold.of(in, false, 0), identity, f, false, tolerance, 0)
                        .mistake(() -> fold.of(ones, false, -3), op, "axis -3", "[2, 3]"),
                row(name + " last", x, empty, in -> fold.of(in, true, -1), identity, f, true, tolerance, -1)
                        .mistake(() -> fold.of(ones, true, 1, 1), op, "axis 1", "[1, 1]"),
                row(name + " ends", x, false, in -> fold.of(in, true, 0, -1), identity, f, true, tolerance, 0, -1)
                        .mistake(() -> fold.of(ones, true, 0, -2), op, "axis -2", "[0, -2]"));
    }

    private static OperatorCase row(
            String name,
            Domain x,
            boolean empty,
            UnaryOperator<Tensor> f,
            double identity,
            DoubleBinaryOperator step,
            boolean keepDims,
            Tolerance tolerance,
            int... axes) {
        Oracle oracle = in -> Oracles.fold(in.getFirst(), identity, step, keepDims, axes);
        List<Variant> variants = new ArrayList<>(Shapes.of(
                x,
                new int[] {5, 41, 163},
                new int[] {3, 5, 2},
                new int[] {15, 1},
                new int[] {1, 33},
                new int[] {65, 2},
                new int[] {2, 2, 17}));
        if (empty) {
            variants.add(Variant.of(new Input(x, 0, 3)));
            variants.add(Variant.of(new Input(x, 3, 0)));
        }
        return OperatorCase.of(name, in -> f.apply(in.getFirst()), oracle, tolerance, variants);
    }

    private static List<OperatorCase> statistics() {
        List<Variant> vectors = Shapes.of(ANY, new int[] {40001}, new int[] {2}, new int[] {17}, new int[] {5, 13});
        return List.of(
                of("mean", vectors, Tensor::mean, x -> x.sum() / x.values().length),
                of("var", vectors, Tensor::var, x -> variance(x, 1)),
                of("var biased", vectors, x -> x.var(false, false), x -> variance(x, 0)),
                of("std", vectors, Tensor::std, x -> Math.sqrt(variance(x, 1))),
                of(
                        "norm",
                        vectors,
                        Tensor::norm,
                        x -> Math.sqrt(x.map(v -> v * v).sum())),
                of(
                        "logSumExp",
                        vectors,
                        x -> x.logSumExp(false),
                        x -> StrictMath.log(x.map(StrictMath::exp).sum())),
                OperatorCase.of(
                                "sumTo",
                                in -> in.getFirst().sumTo(Shape.of(5, 1)),
                                in -> Oracles.fold(in.getFirst(), 0, Double::sum, true, 0, 2)
                                        .reshape(5, 1),
                                sums(),
                                Shapes.of(ANY, new int[] {90, 5, 91}, new int[] {1, 5, 1}, new int[] {2, 5, 3}))
                        .mistake(() -> Tensor.ones(2, 3).sumTo(Shape.of(2)), "sumTo", "[2, 3]", "[2]"));
    }

    @FunctionalInterface
    private interface Statistic {
        double of(Array x);
    }

    private static OperatorCase of(String name, List<Variant> variants, UnaryOperator<Tensor> f, Statistic oracle) {
        Tolerance tolerance = Tolerance.of(
                in -> in.getFirst().values().length + 16,
                (in, y) -> y.map(v -> 3 + Math.abs(v)),
                "n roundings of terms of at most 3, divided by n or under a root or logarithm");
        OperatorCase row = OperatorCase.of(
                name, in -> f.apply(in.getFirst()), in -> Array.scalar(oracle.of(in.getFirst())), tolerance, variants);
        return name.equals("norm") || name.equals("logSumExp")
                ? row
                : row.mistake(
                        () -> f.apply(Tensor.arange(3)), Rows.operator(name).replace("std", "var"), "int64", "to(");
    }

    private static double variance(Array x, int bias) {
        int n = x.values().length;
        double mean = x.sum() / n;
        return x.map(v -> (v - mean) * (v - mean)).sum() / (n - bias);
    }

    private static List<OperatorCase> integers() {
        Domain whole = Domain.integers(DType.INT64, -3, 3);
        List<OperatorCase> rows = new ArrayList<>();
        rows.addAll(axes("sum int64", whole, Tensor::sum, 0, Double::sum, Tolerance.exact()));
        rows.addAll(axes("sum bool", Domain.truth(), Tensor::sum, 0, Double::sum, Tolerance.exact()));
        rows.addAll(axes("max int64", whole, Tensor::max, Double.NEGATIVE_INFINITY, Math::max, Tolerance.exact()));
        rows.add(whole("any", x -> x.any(), Math::max, 0));
        rows.add(whole("all", x -> x.all(), Math::min, 1));
        return rows.stream().map(c -> c.order(0)).toList();
    }

    private static OperatorCase whole(String name, UnaryOperator<Tensor> f, DoubleBinaryOperator step, double of) {
        return OperatorCase.of(
                        name,
                        in -> f.apply(in.getFirst()),
                        in -> Oracles.fold(in.getFirst(), of, step, false),
                        Tolerance.exact(),
                        Shapes.of(Domain.truth(), new int[] {3, 11003}, new int[] {0}, new int[] {1}, new int[] {2, 1}))
                .refusingFreed();
    }
}
