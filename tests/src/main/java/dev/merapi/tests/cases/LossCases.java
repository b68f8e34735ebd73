package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.CrossEntropy;
import dev.merapi.tensor.op.CrossEntropyGrad;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** Cross-entropy and its gradient. */
public final class LossCases {
    private static final Domain ANY = Domain.between(-3, 3);
    /** Elements of a domain differ by at most this. */
    private static final int RANGE = 6;
    /** The label that doesn't count, where one doesn't: a class too, so that it's met. */
    private static final long IGNORED = 1;

    private LossCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                mean("crossEntropy", 0)
                        .mistake(
                                () -> Tensor.ones(2, 3).crossEntropy(Tensor.arange(3)), "crossEntropy", "[2, 3]", "[3]")
                        .mistake(
                                () -> Tensor.ones(4, 3).crossEntropy(Tensor.arange(4)),
                                "crossEntropy",
                                "row 3",
                                "label 3",
                                "0 to 2"),
                mean("crossEntropy smoothed", 0.125)
                        .mistake(
                                () -> Tensor.ones(2, 3).crossEntropy(Tensor.arange(2), 1.5),
                                "crossEntropy",
                                "1.5",
                                "between 0 and 1"),
                rows("crossEntropies ignoring", 0, IGNORED)
                        .mistake(
                                () -> Tensor.ones(2, 3).crossEntropies(Tensor.of(-100L, 5L), 0, -100),
                                "row 1",
                                "label 5",
                                "only -100 is ignored"),
                rows("crossEntropies smoothed ignoring", 0.125, IGNORED),
                gradient("crossEntropyGrad", 0, CrossEntropy.NOTHING)
                        .mistake(
                                () -> Tensor.apply(
                                        new CrossEntropyGrad(0, CrossEntropy.NOTHING),
                                        List.of(Tensor.ones(3), Tensor.ones(2, 3), Tensor.arange(2))),
                                "crossEntropyGrad",
                                "[3]",
                                "[2]"),
                gradient("crossEntropyGrad smoothed", 0.125, CrossEntropy.NOTHING),
                gradient("crossEntropyGrad ignoring", 0.125, IGNORED));
    }

    private static OperatorCase mean(String name, double smoothing) {
        return OperatorCase.of(
                name,
                in -> in.get(0).crossEntropy(in.get(1), smoothing),
                in -> Array.scalar(costs(in.get(0), in.get(1), smoothing, CrossEntropy.NOTHING)
                                .sum()
                        / in.get(0).size(0)),
                Tolerance.of(
                        in -> in.get(0).size(0) + 2 * in.get(0).size(1) + 2 * RANGE + 12,
                        (in, y) -> y.map(v -> v + RANGE + 3),
                        "log-softmax of c classes, a sum over them, a sum over n rows, each of at most RANGE + log c"),
                labelled());
    }

    private static OperatorCase rows(String name, double smoothing, long ignored) {
        return OperatorCase.of(
                name,
                in -> in.get(0).crossEntropies(in.get(1), smoothing, ignored),
                in -> costs(in.get(0), in.get(1), smoothing, ignored),
                Tolerance.of(
                        in -> 2 * in.get(0).size(1) + 2 * RANGE + 12,
                        (in, y) -> y.map(v -> v + RANGE + 3),
                        "log-softmax of c classes, a sum over them, of at most RANGE + log c"),
                labelled());
    }

    private static OperatorCase gradient(String name, double smoothing, long ignored) {
        return OperatorCase.of(
                name,
                in -> Tensor.apply(new CrossEntropyGrad(smoothing, ignored), in),
                in -> {
                    Array p = Oracles.softmax(in.get(1));
                    return Array.make(p.dims(), i -> {
                        double label = in.get(2).get(i[0]);
                        double target = (label == i[1] ? 1 - smoothing : 0) + smoothing / p.size(1);
                        return label == ignored ? 0 : in.get(0).get(i[0]) * (p.get(i) - target);
                    });
                },
                Tolerance.of(
                        in -> in.get(1).size(1) + 2 * RANGE + 12.0,
                        (in, dx) ->
                                Array.make(dx.dims(), i -> Math.abs(in.get(0).get(i[0]))),
                        "softmax and target are at most 1, times dy"),
                labelled().stream()
                        .map(v -> new Variant(
                                List.of(
                                        new Input(ANY, v.inputs().get(1).dims()),
                                        v.inputs().get(0),
                                        v.inputs().get(1)),
                                v.large()))
                        .toList());
    }

    /** Logits and labels. */
    private static List<Variant> labelled() {
        return List.of(
                labels(1, 2),
                labels(3, 10),
                labels(17, 3),
                new Variant(labels(1500, 11).inputs(), true));
    }

    private static Variant labels(int n, int classes) {
        return Variant.of(new Input(ANY, n, classes), new Input(Domain.index(classes), n));
    }

    private static Array costs(Array logits, Array labels, double smoothing, long ignored) {
        Array logs = Oracles.logSoftmax(logits);
        int c = logits.size(1);
        return Array.make(new int[] {logits.size(0)}, row -> {
            double label = labels.get(row[0]);
            double cost =
                    Oracles.sum(c, j -> -logs.get(row[0], j) * ((label == j ? 1 - smoothing : 0) + smoothing / c));
            return label == ignored ? 0 : cost;
        });
    }
}
