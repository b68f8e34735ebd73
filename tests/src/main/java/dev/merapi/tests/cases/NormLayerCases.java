package dev.merapi.tests.cases;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Buffer;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.LocalResponseNorm;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Layers that normalize. */
final class NormLayerCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain POSITIVE = Domain.between(0.25, 4);
    private static final double EPS = 0.125;

    private NormLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                layer(),
                rms(),
                group(),
                groupWithoutParameters(),
                instance(),
                affine(),
                batch("BatchNorm in training", true, false)
                        .mistake(
                                () -> training().call(() -> BatchNorm.of(3).forward(Tensor.ones(1, 3))),
                                "BatchNorm(3)",
                                "[1, 3]",
                                "too few",
                                "larger batches"),
                batch("BatchNorm and relu in training", true, true),
                batch("BatchNorm", false, false),
                batch("BatchNorm and relu", false, true),
                batchWithoutParameters("BatchNorm without parameters in training", true),
                batchWithoutParameters("BatchNorm without parameters", false),
                local());
    }

    private static Training training() {
        return new Training(RandomKey.of(3));
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> 2.0 * in.get(0).values().length + 40,
                27,
                "means and variances of at most all elements, quotients of at most 9 times weights, and a bias");
    }

    private static Input any(int... dims) {
        return new Input(ANY, dims);
    }

    private static OperatorCase layer() {
        return OperatorCase.of(
                        "LayerNorm without bias",
                        in -> new LayerNorm(in.get(1), Optional.empty(), EPS).forward(in.get(0)),
                        in -> Oracles.standardize(in.get(0), EPS).zip(in.get(1), (v, w) -> v * w),
                        tolerance(),
                        List.of(
                                Variant.of(any(3), any(3)),
                                Variant.of(any(2, 17), any(17)),
                                Variant.large(any(300, 129), any(129))))
                .mistake(() -> LayerNorm.of(3).forward(Tensor.ones(2, 4)), "LayerNorm(3)", "[2, 4]", "3 features");
    }

    private static OperatorCase rms() {
        return OperatorCase.of(
                        "RmsNorm",
                        in -> new RmsNorm(in.get(1), EPS).forward(in.get(0)),
                        in -> {
                            Array squares = Oracles.means(in.get(0).map(v -> v * v));
                            return in.get(0)
                                    .zip(squares, (v, m) -> v / Math.sqrt(m + EPS))
                                    .zip(in.get(1), (v, w) -> v * w);
                        },
                        tolerance(),
                        List.of(
                                Variant.of(any(3), any(3)),
                                Variant.of(any(2, 17), any(17)),
                                Variant.large(any(300, 129), any(129))))
                .mistake(() -> RmsNorm.of(3).forward(Tensor.ones(2, 4)), "RmsNorm(3)", "[2, 4]", "3 features");
    }

    /** Standardized in groups of channels. */
    private static Array groups(Array x, int groups) {
        return groups(x, groups, EPS);
    }

    private static Array groups(Array x, int groups, double eps) {
        int n = x.size(0) * groups;
        return Oracles.standardize(x.reshape(n, x.values().length / n), eps).reshape(x.dims());
    }

    /** Times w and plus b in each channel. */
    private static Array affine(Array x, Array w, Array b) {
        return Array.make(x.dims(), i -> x.get(i) * w.get(i[1]) + b.get(i[1]));
    }

    private static List<Variant> images(boolean parameters, boolean moments) {
        List<Variant> variants = new ArrayList<>();
        for (int[] dims : new int[][] {{2, 4, 3}, {1, 2, 2, 3}, {3, 6, 1, 5}, {5, 12, 31, 33}}) {
            List<Input> inputs = new ArrayList<>(List.of(any(dims)));
            if (parameters) {
                inputs.addAll(List.of(any(dims[1]), any(dims[1])));
            }
            if (moments) {
                inputs.addAll(List.of(any(dims[1]), new Input(POSITIVE, dims[1])));
            }
            variants.add(new Variant(inputs, dims[0] == 5));
        }
        return variants;
    }

    private static OperatorCase group() {
        return OperatorCase.of(
                        "GroupNorm",
                        in -> new GroupNorm(2, in.get(1), in.get(2), EPS).forward(in.get(0)),
                        in -> affine(groups(in.get(0), 2), in.get(1), in.get(2)),
                        tolerance(),
                        images(true, false))
                .mistake(
                        () -> GroupNorm.of(2, 4).forward(Tensor.ones(2, 3, 5)),
                        "GroupNorm(2, 4)",
                        "[2, 3, 5]",
                        "[n, 4, ...]")
                .mistake(() -> GroupNorm.of(2, 3), "GroupNorm", "2 groups", "3 channels", "divisor");
    }

    private static OperatorCase groupWithoutParameters() {
        return OperatorCase.of(
                        "GroupNorm without parameters",
                        in -> GroupNorm.withoutParameters(2, in.get(0).size(1)).forward(in.get(0)),
                        in -> groups(in.get(0), 2, 1e-5),
                        tolerance(),
                        images(false, false))
                .mistake(
                        () -> GroupNorm.withoutParameters(2, 4).forward(Tensor.ones(2, 3, 5)),
                        "GroupNorm(2, 4)",
                        "[2, 3, 5]",
                        "[n, 4, ...]")
                .mistake(() -> GroupNorm.withoutParameters(2, 3), "GroupNorm", "2 groups", "3 channels", "divisor");
    }

    private static OperatorCase instance() {
        return OperatorCase.of(
                        "InstanceNorm",
                        in -> new InstanceNorm(Optional.empty(), Optional.empty(), EPS).forward(in.get(0)),
                        in -> groups(in.get(0), in.get(0).size(1)),
                        tolerance(),
                        images(false, false))
                .mistake(() -> InstanceNorm.of().forward(Tensor.ones(2, 3)), "InstanceNorm", "[2, 3]", "[n, channels");
    }

    private static OperatorCase affine() {
        return OperatorCase.of(
                        "InstanceNorm affine",
                        in -> new InstanceNorm(Optional.of(in.get(1)), Optional.of(in.get(2)), EPS).forward(in.get(0)),
                        in -> affine(groups(in.get(0), in.get(0).size(1)), in.get(1), in.get(2)),
                        tolerance(),
                        images(true, false))
                .mistake(
                        () -> InstanceNorm.affine(4).forward(Tensor.ones(2, 3, 5)),
                        "InstanceNorm",
                        "[2, 3, 5]",
                        "[n, 4, length]");
    }

    /** x, weight, bias, running mean and variance, which count outside training alone. */
    private static OperatorCase batch(String name, boolean training, boolean relu) {
        return OperatorCase.of(
                        name,
                        in -> {
                            BatchNorm layer = new BatchNorm(
                                    in.get(1), in.get(2), new Buffer(in.get(3)), new Buffer(in.get(4)), 0.1, EPS);
                            Tensor x = in.get(0);
                            return training
                                    ? training().call(() -> relu ? layer.forwardRelu(x) : layer.forward(x))
                                    : relu ? layer.forwardRelu(x) : layer.forward(x);
                        },
                        in -> {
                            Array z = training ? channels(in.get(0)) : running(in.get(0), in.get(3), in.get(4));
                            Array y = affine(z, in.get(1), in.get(2));
                            return relu ? LayerOracles.relu(y) : y;
                        },
                        tolerance(),
                        images(true, true))
                .mistake(
                        () -> BatchNorm.of(3).forward(Tensor.ones(2, 4, 5)),
                        "BatchNorm(3)",
                        "[2, 4, 5]",
                        "[n, 3, ...]");
    }

    /** x, running mean and variance. */
    private static OperatorCase batchWithoutParameters(String name, boolean training) {
        return OperatorCase.of(
                        name,
                        in -> {
                            BatchNorm layer = new BatchNorm(
                                    Optional.empty(),
                                    Optional.empty(),
                                    new Buffer(in.get(1)),
                                    new Buffer(in.get(2)),
                                    0.1,
                                    EPS);
                            return training
                                    ? training().call(() -> layer.forward(in.get(0)))
                                    : layer.forward(in.get(0));
                        },
                        in -> training ? channels(in.get(0)) : running(in.get(0), in.get(1), in.get(2)),
                        tolerance(),
                        images(false, true))
                .mistake(
                        () -> BatchNorm.withoutParameters(3).forward(Tensor.ones(2, 4, 5)),
                        "BatchNorm(3)",
                        "[2, 4, 5]",
                        "[n, 3, ...]")
                .mistake(
                        () -> new BatchNorm(
                                Tensor.ones(3),
                                Tensor.ones(2),
                                new Buffer(Tensor.ones(3)),
                                new Buffer(Tensor.ones(3)),
                                0.1,
                                EPS),
                        "BatchNorm",
                        "[3]",
                        "[2]",
                        "neither");
    }

    private static Array running(Array x, Array mean, Array variance) {
        return Array.make(x.dims(), i -> (x.get(i) - mean.get(i[1])) / Math.sqrt(variance.get(i[1]) + EPS));
    }

    /** Standardized in each channel, by mean and biased variance. */
    private static Array channels(Array x) {
        Array sums = Oracles.sums(x, others(x));
        double count = (double) x.values().length / x.size(1);
        Array centred = x.zip(sums, (v, s) -> v - s / count);
        Array squares = Oracles.sums(centred.map(v -> v * v), others(x));
        return centred.zip(squares, (v, s) -> v / Math.sqrt(s / count + EPS));
    }

    private static int[] others(Array x) {
        return x.rank() == 3 ? new int[] {0, 2} : new int[] {0, 2, 3};
    }

    private static OperatorCase local() {
        return OperatorCase.of(
                        "LocalResponseNorm",
                        in -> new LocalResponseNorm(3, 0.5, 0.75, 2).forward(in.get(0)),
                        in -> {
                            Array x = in.get(0);
                            return Array.make(x.dims(), i -> {
                                double sum = 0;
                                int[] at = i.clone();
                                for (int c = Math.max(0, i[1] - 1); c <= Math.min(x.size(1) - 1, i[1] + 1); c++) {
                                    at[1] = c;
                                    sum += x.get(at) * x.get(at);
                                }
                                return x.get(i) / StrictMath.pow(2 + 0.5 * sum / 3, 0.75);
                            });
                        },
                        tolerance(),
                        images(false, false))
                .mistake(() -> new LocalResponseNorm(0).forward(Tensor.ones(2, 3, 4)), "localResponseNorm", "0");
    }
}
