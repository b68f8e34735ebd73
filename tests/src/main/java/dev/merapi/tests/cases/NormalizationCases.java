package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** What runs along the last axis: softmax and norms. */
public final class NormalizationCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final double EPS = 1e-5;
    /** Elements of a domain differ by at most this. */
    private static final int RANGE = 6;

    private NormalizationCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                OperatorCase.of(
                                "softmax",
                                in -> in.getFirst().softmax(-1),
                                in -> Oracles.softmax(in.getFirst()),
                                Tolerance.of(
                                        in -> in.getFirst().size(-1) + 2 * RANGE + 8,
                                        (in, y) -> y,
                                        "x - max is off by RANGE u, as is e^ of it; then n sums, a division, a product"),
                                Shapes.rows(ANY))
                        .mistake(() -> Tensor.arange(3).softmax(0), "softmax", "int64 [3]"),
                OperatorCase.of(
                        "softmax first",
                        in -> in.getFirst().softmax(0),
                        in -> turned(Oracles.softmax(turned(in.getFirst()))),
                        Tolerance.of(in -> in.getFirst().size(0) + 2 * RANGE + 8, (in, y) -> y, "as softmax"),
                        Shapes.of(ANY, new int[] {33, 1000}, new int[] {3, 2}, new int[] {17, 4})),
                OperatorCase.of(
                        "logSoftmax",
                        in -> in.getFirst().logSoftmax(-1),
                        in -> Oracles.logSoftmax(in.getFirst()),
                        Tolerance.of(
                                in -> in.getFirst().size(-1) + 2 * RANGE + 8,
                                (in, y) -> y.map(v -> 1 + Math.abs(v)),
                                "the sum's relative error is absolute in its logarithm"),
                        Shapes.rows(ANY)),
                OperatorCase.of(
                                "standardize",
                                in -> in.getFirst().standardize(EPS),
                                in -> Oracles.standardize(in.getFirst(), EPS),
                                normal(),
                                Shapes.rows(ANY))
                        .mistake(() -> Tensor.scalar(DType.FLOAT32, 1).standardize(EPS), "[]"),
                OperatorCase.of(
                                "layerNorm",
                                in -> in.get(0).layerNorm(in.get(1), in.get(2), EPS),
                                in -> Oracles.standardize(in.get(0), EPS)
                                        .zip(in.get(1), (a, b) -> a * b)
                                        .zip(in.get(2), Double::sum),
                                Tolerance.of(
                                        in -> 3 * in.getFirst().size(-1) + 16,
                                        (in, y) -> sizes(in.getFirst()).map(v -> 3 * v + 3),
                                        "standardize times a weight of at most 3, plus as much"),
                                List.of(
                                        norm(2, 5),
                                        norm(3, 17),
                                        norm(1, 64),
                                        new Variant(norm(300, 129).inputs(), true)))
                        .mistake(
                                () -> Tensor.ones(2, 5).layerNorm(Tensor.ones(5), Tensor.ones(4), EPS),
                                "layerNorm",
                                "[2, 5]",
                                "[5]",
                                "[4]"));
    }

    private static Tolerance normal() {
        return Tolerance.of(
                in -> 3 * in.getFirst().size(-1) + 10,
                (in, y) -> sizes(in.getFirst()),
                "mean and variance are sums of n terms; errors are relative to (|x| + mean |x|) rstd");
    }

    /** (|x| + mean |x|) rstd, which is at least |standardize(x)|. */
    private static Array sizes(Array x) {
        Array a = x.map(Math::abs);
        return a.zip(Oracles.means(a), Double::sum).zip(Oracles.rstd(x, EPS), (s, r) -> s * r);
    }

    /** x, weight and bias. */
    private static Variant norm(int rows, int cols) {
        return Variant.of(new Input(ANY, rows, cols), new Input(ANY, cols), new Input(ANY, cols));
    }

    private static Array turned(Array x) {
        return Array.make(new int[] {x.size(1), x.size(0)}, i -> x.get(i[1], i[0]));
    }
}
