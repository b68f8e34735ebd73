package dev.merapi.tests.cases;

import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.Reduction;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Losses of scores [n, classes, ...] whose targets are class numbers [n, ...], or parts of each class. */
final class LabelLossCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain PART = Domain.between(0, 1);

    /** For three classes. */
    private static final double[] WEIGHTS = {0.5, 1.25, 2};

    private static final double[] ONES = {1, 1, 1};

    private static final int CLASSES = WEIGHTS.length;
    private static final Optional<Tensor> WEIGHT = Optional.of(Tensor.of(WEIGHTS));

    /** A class too, so that it's met, and not the only label there is: the mean of none is NaN. */
    private static final long IGNORED = 1;

    private static final Tensor SCORES = Tensor.ones(2, CLASSES);
    private static final Tensor LABELS = Tensor.arange(2);

    private LabelLossCases() {}

    static List<OperatorCase> all() {
        return Stream.of(crossEntropies(), likelihoods(), focals())
                .flatMap(List::stream)
                .toList();
    }

    /** What one label costs, given the scores of its place. */
    private interface Cost {
        double of(double[] scores, int label);
    }

    /** Costs of each label, weighted; the mean divides by how many there are, or by the sum of their weights. */
    private static OperatorCase row(String name, Loss loss, boolean meanOfWeights, double[] weights, Cost cost) {
        return labelled(name, loss, in -> {
                    Array x = in.get(0);
                    Array labels = in.get(1);
                    Array costs = Array.make(labels.dims(), i -> {
                        int label = (int) labels.get(i);
                        return weights[label] == 0 ? 0 : weights[label] * cost.of(scores(x, i), label);
                    });
                    Array w = labels.map(label -> weights[(int) label]);
                    return meanOfWeights && loss.reduction() == Reduction.MEAN
                            ? Array.scalar(costs.sum() / w.sum())
                            : PairLossCases.reduced(loss.reduction(), costs);
                })
                .mistake(
                        () -> loss.of(SCORES, Tensor.arange(3)),
                        Rows.operator(name),
                        "[2, 3]",
                        "[3]",
                        "[n, classes, ...]",
                        "axis 1");
    }

    private static OperatorCase labelled(String name, Loss loss, Oracle oracle) {
        return OperatorCase.of(name, in -> loss.of(in.get(0), in.get(1)), oracle, tolerance(), labels());
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> in.get(0).values().length + 40,
                20,
                "log-softmax of few classes and a function of it, each cost below 20, and a sum of them");
    }

    private static double[] scores(Array x, int[] place) {
        return IntStream.range(0, x.size(1))
                .mapToDouble(c -> x.get(at(place, c)))
                .toArray();
    }

    /** [i, c, j, ...] for a place [i, j, ...]. */
    private static int[] at(int[] place, int c) {
        int[] at = new int[place.length + 1];
        at[0] = place[0];
        at[1] = c;
        System.arraycopy(place, 1, at, 2, place.length - 1);
        return at;
    }

    private static double[] logs(double[] scores) {
        double total = Arrays.stream(scores).map(StrictMath::exp).sum();
        return Arrays.stream(scores).map(s -> s - StrictMath.log(total)).toArray();
    }

    private static List<Variant> labels() {
        return List.of(
                labels(5),
                labels(17),
                labels(4, 3),
                labels(3, 2, 5),
                new Variant(labels(90, 11, 13).inputs(), true));
    }

    private static Variant labels(int... dims) {
        int[] scores = at(dims, CLASSES);
        return Variant.of(new Input(ANY, scores), new Input(Domain.index(CLASSES), dims));
    }

    private static double[] without(double[] weights) {
        double[] rest = weights.clone();
        rest[(int) IGNORED] = 0;
        return rest;
    }

    private static List<OperatorCase> crossEntropies() {
        Cost plain = (s, label) -> -logs(s)[label];
        return List.of(
                row("CrossEntropy", new CrossEntropy(), true, ONES, plain)
                        .mistake(
                                () -> new CrossEntropy().of(SCORES, Tensor.of(0L, 3)),
                                "crossEntropy",
                                "row 1",
                                "label 3",
                                "0 to 2")
                        .mistake(() -> new CrossEntropy(1.5), "label smoothing 1.5", "0 to 1"),
                row("CrossEntropy weighted", new CrossEntropy().weight(WEIGHT.get()), true, WEIGHTS, plain)
                        .mistake(
                                () -> new CrossEntropy().weight(Tensor.ones(2)).of(SCORES, LABELS),
                                "CrossEntropy",
                                "[2]",
                                "[3]"),
                row("CrossEntropy ignoring", new CrossEntropy().ignoreIndex(IGNORED), true, without(ONES), plain),
                row("CrossEntropy smoothed", new CrossEntropy(0.125), true, ONES, (s, label) -> smooth(s, label, ONES)),
                weightedSmoothedIgnoring()
                        .mistake(
                                () -> new CrossEntropy(0.125)
                                        .weight(WEIGHT.get())
                                        .denominator(Tensor.of(0L, 3)),
                                "label 3",
                                "element 1",
                                "3 class weights",
                                "0 to 2"),
                parts("CrossEntropy of probabilities", new CrossEntropy(0.25).weight(WEIGHT.get()))
                        .mistake(
                                () -> new CrossEntropy().of(SCORES, Tensor.ones(2)),
                                "CrossEntropy",
                                "[2, 3]",
                                "[2]",
                                "to(DType.INT64)"));
    }

    private static OperatorCase weightedSmoothedIgnoring() {
        return labelled(
                "CrossEntropy weighted, smoothed, ignoring",
                new CrossEntropy(0.125).weight(WEIGHT.get()).ignoreIndex(IGNORED),
                in -> {
                    double[] w = without(WEIGHTS);
                    Array costs = Array.make(in.get(1).dims(), i -> {
                        int label = (int) in.get(1).get(i);
                        return label == IGNORED ? 0 : smooth(scores(in.get(0), i), label, WEIGHTS);
                    });
                    return Array.scalar(
                            costs.sum() / in.get(1).map(label -> w[(int) label]).sum());
                });
    }

    /** PyTorch's: 1 - s of the label's cost by its weight, s of the mean of all classes' by theirs. */
    private static double smooth(double[] scores, int label, double[] weights) {
        double[] logs = logs(scores);
        double all = Oracles.sum(CLASSES, c -> -weights[c] * logs[c]) / CLASSES;
        return 0.875 * -weights[label] * logs[label] + 0.125 * all;
    }

    /** Targets of the scores' shape. */
    private static OperatorCase parts(String name, CrossEntropy loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(in.get(0), in.get(1)),
                in -> {
                    Array x = in.get(0);
                    Array t = in.get(1);
                    double sum = Array.make(x.dims(), i -> {
                                int[] place = IntStream.range(0, i.length)
                                        .filter(axis -> axis != 1)
                                        .map(axis -> i[axis])
                                        .toArray();
                                return -WEIGHTS[i[1]]
                                        * (0.75 * t.get(i) + 0.25 / CLASSES)
                                        * logs(scores(x, place))[i[1]];
                            })
                            .sum();
                    return Array.scalar(sum * CLASSES / x.values().length);
                },
                tolerance(),
                labels().stream()
                        .map(v -> new Variant(
                                List.of(
                                        v.inputs().getFirst(),
                                        new Input(PART, v.inputs().getFirst().dims())),
                                v.large()))
                        .toList());
    }

    private static List<OperatorCase> likelihoods() {
        Cost cost = (s, label) -> -s[label];
        return List.of(
                row("NegativeLogLikelihood", new NegativeLogLikelihood(), true, ONES, cost),
                row(
                        "NegativeLogLikelihood weighted, ignoring",
                        new NegativeLogLikelihood(WEIGHT, IGNORED, Reduction.MEAN),
                        true,
                        without(WEIGHTS),
                        cost));
    }

    private static List<OperatorCase> focals() {
        Cost cost = (s, label) -> {
            double log = logs(s)[label];
            return -log * StrictMath.pow(1 - StrictMath.exp(log), 2);
        };
        return List.of(
                row("Focal", new Focal(), false, ONES, cost)
                        .mistake(() -> new Focal(0.5, WEIGHT, Reduction.MEAN), "Focal", "gamma 0.5", "at least 1"),
                row("Focal weighted", new Focal(2, WEIGHT, Reduction.SUM), false, WEIGHTS, cost),
                row(
                        "Focal without focus",
                        new Focal(0, WEIGHT, Reduction.NONE),
                        false,
                        WEIGHTS,
                        (s, label) -> -logs(s)[label]));
    }
}
