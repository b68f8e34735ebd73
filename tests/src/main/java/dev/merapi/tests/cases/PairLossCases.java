package dev.merapi.tests.cases;

import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.BinaryFocal;
import dev.merapi.models.loss.GaussianNll;
import dev.merapi.models.loss.Hinge;
import dev.merapi.models.loss.HingeEmbedding;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.KlDivergence;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MeanAbsoluteError;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.loss.PoissonNll;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.SmoothL1;
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
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/** Losses whose output and target have one shape: a cost for each pair of elements, then a reduction. */
final class PairLossCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain PART = Domain.between(0, 1);
    private static final Domain POSITIVE = Domain.between(0.25, 4);
    private static final Domain LOG = Domain.between(-4, 0);

    /** Above all terms of these losses at such values. */
    private static final double LARGEST = 40;

    private static final Tensor ROW = Tensor.ones(2, 3);

    private PairLossCases() {}

    static List<OperatorCase> all() {
        return Stream.of(distances(), binary(), densities(), margins(), gaussian())
                .flatMap(List::stream)
                .toList();
    }

    private static OperatorCase row(String name, Domain x, Domain t, Loss loss, DoubleBinaryOperator cost) {
        return OperatorCase.of(
                        name,
                        in -> loss.of(in.get(0), in.get(1)),
                        in -> reduced(loss.reduction(), in.get(0).zip(in.get(1), cost)),
                        tolerance(),
                        twins(x, t))
                .mistake(() -> loss.of(ROW, Tensor.ones(3, 2)), Rows.operator(name), "[2, 3]", "[3, 2]", "reshape");
    }

    /** Of targets 2 t - 1, t being 0 or 1. */
    private static OperatorCase signs(String name, Loss loss, DoubleBinaryOperator cost) {
        return OperatorCase.of(
                        name,
                        in -> loss.of(in.get(0), in.get(1).mul(2).sub(1)),
                        in -> reduced(
                                loss.reduction(), in.get(0).zip(in.get(1), (x, t) -> cost.applyAsDouble(x, 2 * t - 1))),
                        tolerance(),
                        twins(ANY, Domain.index(2)))
                .mistake(() -> loss.of(ROW, Tensor.ones(2)), name, "[2, 3]", "[2]", "reshape")
                .mistake(
                        () -> loss.of(Tensor.ones(2), Tensor.of(1L, 0)), name, "target 1 is 0.0", "1 or -1", "2 t - 1");
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> in.get(0).values().length + 24, LARGEST, "a few roundings in each cost, those of a sum of n");
    }

    /** Two of one shape: awkward numbers of elements, none of them 0, of which there is no mean. */
    private static List<Variant> twins(Domain x, Domain t) {
        return Shapes.of(x, new int[] {3, 1103}, new int[][] {{1}, {3}, {2, 3}, {17}, {33}, {2, 3, 5}}).stream()
                .map(v -> new Variant(
                        List.of(
                                v.inputs().getFirst(),
                                new Input(t, v.inputs().getFirst().dims())),
                        v.large()))
                .toList();
    }

    /** Costs of samples or elements, put together. */
    static Array reduced(Reduction reduction, Array costs) {
        return switch (reduction) {
            case NONE -> costs;
            case SUM -> Array.scalar(costs.sum());
            case MEAN -> Array.scalar(costs.sum() / costs.values().length);
            case BATCH_MEAN -> Array.scalar(costs.sum() / costs.size(0));
        };
    }

    private static List<OperatorCase> distances() {
        return List.of(
                row("MeanSquaredError", ANY, ANY, new MeanSquaredError(), (x, t) -> (x - t) * (x - t)),
                row(
                        "MeanSquaredError of a sample",
                        ANY,
                        ANY,
                        new MeanSquaredError(Reduction.BATCH_MEAN),
                        (x, t) -> (x - t) * (x - t)),
                row("MeanAbsoluteError", ANY, ANY, new MeanAbsoluteError(), (x, t) -> Math.abs(x - t)),
                row("Huber", ANY, ANY, new Huber(1.5), (x, t) -> huber(x - t, 1.5))
                        .mistake(() -> new Huber(0), "Huber", "delta 0.0", "above 0"),
                row("SmoothL1", ANY, ANY, new SmoothL1(), (x, t) -> huber(x - t, 1)),
                row(
                        "SmoothL1 steep",
                        ANY,
                        ANY,
                        new SmoothL1(0.25, Reduction.NONE),
                        (x, t) -> huber(x - t, 0.25) / 0.25),
                row("SmoothL1 without parabola", ANY, ANY, new SmoothL1(0, Reduction.SUM), (x, t) -> Math.abs(x - t))
                        .mistake(() -> new SmoothL1(-1, Reduction.MEAN), "SmoothL1", "beta -1.0", "at least 0"));
    }

    /** d^2 / 2, beyond delta a line. */
    static double huber(double d, double delta) {
        return Math.abs(d) <= delta ? d * d / 2 : delta * (Math.abs(d) - delta / 2);
    }

    private static List<OperatorCase> binary() {
        Tensor weight = Tensor.of(0.5f);
        Tensor more = Tensor.of(3f);
        return List.of(
                row("BinaryCrossEntropy", ANY, PART, new BinaryCrossEntropy(), (x, t) -> binary(x, t, 1)),
                row(
                        "BinaryCrossEntropy weighted",
                        ANY,
                        PART,
                        new BinaryCrossEntropy().weight(weight).posWeight(more).reduction(Reduction.NONE),
                        (x, t) -> 0.5 * binary(x, t, 3)),
                row("BinaryFocal", ANY, PART, new BinaryFocal(), (x, t) -> focal(x, t, 2) * (0.75 - 0.5 * t)),
                row(
                                "BinaryFocal without alpha",
                                ANY,
                                PART,
                                new BinaryFocal(-1, 1.5, Reduction.SUM),
                                (x, t) -> focal(x, t, 1.5))
                        .mistake(() -> new BinaryFocal(2, 2, Reduction.MEAN), "BinaryFocal", "alpha 2.0", "0 to 1"));
    }

    /** -(p t log sigmoid(x) + (1 - t) log(1 - sigmoid(x))). */
    private static double binary(double x, double t, double p) {
        return -p * t * StrictMath.log(Oracles.sigmoid(x)) - (1 - t) * StrictMath.log(Oracles.sigmoid(-x));
    }

    /** Cross-entropy times the power of what's wrong: of 1 - p where t is 1, of p where t is 0. */
    private static double focal(double x, double t, double gamma) {
        double p = Oracles.sigmoid(x);
        return binary(x, t, 1) * StrictMath.pow(t * (1 - p) + (1 - t) * p, gamma);
    }

    private static List<OperatorCase> densities() {
        return List.of(
                row("KlDivergence", LOG, POSITIVE, new KlDivergence(), (x, t) -> t * (StrictMath.log(t) - x)),
                row(
                        "KlDivergence of logarithms",
                        LOG,
                        LOG,
                        new KlDivergence(true, Reduction.MEAN),
                        (x, t) -> StrictMath.exp(t) * (t - x)),
                row("PoissonNll", ANY, POSITIVE, new PoissonNll(), (x, t) -> StrictMath.exp(x) - t * x),
                row(
                        "PoissonNll of rates",
                        POSITIVE,
                        POSITIVE,
                        new PoissonNll(false, true, 0.125, Reduction.NONE),
                        (x, t) -> x - t * StrictMath.log(x + 0.125) + (t > 1 ? stirling(t) : 0)));
    }

    private static double stirling(double t) {
        return t * StrictMath.log(t) - t + StrictMath.log(2 * Math.PI * t) / 2;
    }

    private static List<OperatorCase> margins() {
        return List.of(
                signs("Hinge", new Hinge(), (x, t) -> Math.max(0, 1 - t * x)),
                signs(
                        "HingeEmbedding",
                        new HingeEmbedding(1.5, Reduction.SUM),
                        (x, t) -> t > 0 ? x : Math.max(0, 1.5 - x)));
    }

    /** Means and variances stacked, and targets. */
    private static OperatorCase gaussian(String name, GaussianNll loss, double constant) {
        return OperatorCase.of(
                name,
                in -> loss.of(Tensor.stack(1, in.get(0), in.get(1)), in.get(2)),
                in -> {
                    Array v = in.get(1);
                    Array square = in.get(0).zip(in.get(2), (m, t) -> (m - t) * (m - t));
                    return reduced(
                            loss.reduction(), square.zip(v, (q, s) -> (StrictMath.log(s) + q / s) / 2 + constant));
                },
                Rows.near(in -> in.get(0).values().length + 24, 150, "of squares up to 36 over variances from 1/4"),
                twins(ANY, POSITIVE).stream()
                        .map(v -> new Variant(
                                List.of(
                                        v.inputs().getFirst(),
                                        v.inputs().getLast(),
                                        new Input(ANY, v.inputs().getFirst().dims())),
                                v.large()))
                        .toList());
    }

    private static List<OperatorCase> gaussian() {
        return List.of(
                gaussian("GaussianNll", new GaussianNll(), 0)
                        .mistake(() -> new GaussianNll().of(ROW, ROW), "GaussianNll", "[2, 3]", "[n, 2, ...]", "stack")
                        .mistake(
                                () -> new GaussianNll().of(Tensor.ones(2, 2, 3), Tensor.ones(3)),
                                "GaussianNll",
                                "[2, 3]",
                                "[3]"),
                gaussian(
                                "GaussianNll full",
                                new GaussianNll(true, 1e-6, Reduction.NONE),
                                StrictMath.log(2 * Math.PI) / 2)
                        .mistake(() -> new GaussianNll().of(ROW, ROW, Tensor.ones(2)), "GaussianNll", "[2, 3]", "[2]"));
    }
}
