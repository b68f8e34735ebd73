package dev.merapi.tests.cases;

import dev.merapi.models.layer.AdaptiveAvgPool1d;
import dev.merapi.models.layer.AdaptiveMaxPool1d;
import dev.merapi.models.layer.AvgPool1d;
import dev.merapi.models.layer.Border;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.GlobalMaxPool;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.MaxPool1d;
import dev.merapi.models.layer.Upsample;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/** Layers over signals and images that add something to the operators below them: borders, other axes, sizes. */
final class SpatialLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);

    private SpatialLayerCases() {}

    static List<OperatorCase> all() {
        return Stream.of(borders(), pools(), globals()).flatMap(List::stream).toList();
    }

    private static Variant of(Domain domain, boolean large, int... dims) {
        return new Variant(List.of(new Input(domain, dims)), large);
    }

    private static List<OperatorCase> borders() {
        return List.of(border(), convolution(), upsample());
    }

    /** Two elements in front and one behind, of the last axis alone, from the other end. */
    private static OperatorCase border() {
        Border layer = new Border(Shape.of(2), Shape.of(1), PadMode.CIRCULAR);
        return OperatorCase.of(
                        "Border",
                        in -> layer.forward(in.getFirst()),
                        in -> {
                            int[] dims = in.getFirst().dims().clone();
                            int length = dims[dims.length - 1];
                            dims[dims.length - 1] += 3;
                            return Array.make(dims, i -> {
                                int[] at = i.clone();
                                at[at.length - 1] = Math.floorMod(i[i.length - 1] - 2, length);
                                return in.getFirst().get(at);
                            });
                        },
                        Tolerance.exact(),
                        List.of(of(ANY, false, 3), of(ANY, false, 2, 1, 5), of(ANY, true, 40, 9, 65)))
                .mistake(() -> Border.of(1, PadMode.ZEROS).forward(Tensor.ones(3)), "Border", "[3]", "unsqueeze")
                .mistake(() -> new Border(Shape.of(1), Shape.of(1, 1), PadMode.ZEROS), "[1]", "[1, 1]", "each axis");
    }

    /** A kernel of three keeps the length, with the ends' elements repeated. */
    private static OperatorCase convolution() {
        Conv1d plain = new Conv1d(Tensor.ones(3, 2, 3), Optional.empty(), Conv2d.Options.DEFAULT);
        return OperatorCase.of(
                        "Conv1d that replicates",
                        in -> new Conv1d(in.get(1), Optional.of(in.get(2)), Conv2d.Options.DEFAULT.padding(1))
                                .paddingMode(PadMode.REPLICATE)
                                .forward(in.get(0)),
                        in -> {
                            Array x = in.get(0);
                            Array w = in.get(1);
                            int[] dims = {x.size(0), w.size(0), x.size(2)};
                            return Array.make(
                                    dims,
                                    i -> in.get(2).get(i[1])
                                            + Oracles.sum(
                                                    x.size(1),
                                                    c -> Oracles.sum(3, p -> {
                                                        int at = Math.clamp(i[2] + p - 1, 0, x.size(2) - 1);
                                                        return x.get(i[0], c, at) * w.get(i[1], c, p);
                                                    })));
                        },
                        Rows.near(
                                in -> 3.0 * in.get(0).size(1) + 4, 60, "sums of 3 c products of at most 1, and a bias"),
                        List.of(signals(false, 2, 3, 4, 5), signals(false, 1, 1, 2, 2), signals(true, 5, 17, 33, 130)))
                .mistake(() -> plain.forward(Tensor.ones(1, 3, 5)), "Conv1d(2 -> 3)", "[1, 3, 5]", "[n, 2, length]")
                .mistake(
                        () -> new Conv1d(Tensor.ones(3, 2, 3), Optional.empty(), Conv2d.Options.DEFAULT.stride(2))
                                .same(),
                        "stride of 2",
                        "stride 1");
    }

    private static Variant signals(boolean large, int n, int c, int out, int length) {
        return new Variant(
                List.of(new Input(ANY, n, c, length), new Input(ANY, out, c, 3), new Input(ANY, out)), large);
    }

    private static OperatorCase upsample() {
        return OperatorCase.of(
                        "Upsample",
                        in -> new Upsample(3).forward(in.getFirst()),
                        in -> {
                            int[] d = in.getFirst().dims();
                            return Array.make(
                                    new int[] {d[0], d[1], 3 * d[2], 3 * d[3]},
                                    i -> in.getFirst().get(i[0], i[1], i[2] / 3, i[3] / 3));
                        },
                        Tolerance.exact(),
                        List.of(of(ANY, false, 1, 2, 3, 2), of(ANY, false, 2, 1, 1, 5), of(ANY, true, 3, 5, 31, 33)))
                .mistake(
                        () -> new Upsample(2).forward(Tensor.ones(2, 3, 4)),
                        "Upsample(2)",
                        "[2, 3, 4]",
                        "[n, c, h, w]");
    }

    private static List<Variant> signals(Domain domain) {
        return List.of(
                of(domain, false, 1, 2, 7),
                of(domain, false, 3, 9),
                of(domain, false, 2, 1, 17),
                of(domain, true, 9, 8, 301));
    }

    private static OperatorCase row(String name, Layer layer, Oracle oracle, List<Variant> variants) {
        return OperatorCase.of(
                name,
                in -> layer.forward(in.getFirst()),
                oracle,
                Rows.near(
                        in -> 1.0 * in.getFirst().size(-1) * in.getFirst().size(-1) + 4,
                        3,
                        "means of numbers of at most 3, of at most a channel"),
                variants);
    }

    private static List<OperatorCase> pools() {
        Window window = Window.of(3).stride(2).padding(1);
        Oracle means = in -> windows(in.getFirst(), 0, Double::sum).map(v -> v / 3);
        Oracle maxima = in -> windows(in.getFirst(), Double.NEGATIVE_INFINITY, Math::max);
        return List.of(
                row("AvgPool1d", new AvgPool1d(window), means, signals(ANY))
                        .mistake(() -> new AvgPool1d(3).forward(Tensor.ones(1, 2, 2)), "vgPool", "2", "3"),
                row("MaxPool1d", new MaxPool1d(window), maxima, signals(Domain.distinct()))
                        .mistake(() -> new MaxPool1d(3).forward(Tensor.ones(1, 2, 2)), "maxPool", "2", "3"),
                row("AdaptiveAvgPool1d", new AdaptiveAvgPool1d(3), in -> parts(in.getFirst(), true), signals(ANY))
                        .mistake(
                                () -> new AdaptiveAvgPool1d(0).forward(Tensor.ones(1, 2, 5)),
                                "[1, 2, 5]",
                                "resized to 0"),
                row(
                                "AdaptiveMaxPool1d",
                                new AdaptiveMaxPool1d(3),
                                in -> parts(in.getFirst(), false),
                                signals(Domain.distinct()))
                        .mistake(() -> new AdaptiveMaxPool1d(0).forward(Tensor.ones(1, 2, 5)), "daptive", "0"));
    }

    /** Windows of 3 whose middle is every second element, along the last axis. */
    private static Array windows(Array x, double none, DoubleBinaryOperator f) {
        int[] dims = x.dims().clone();
        int length = x.size(-1);
        dims[dims.length - 1] = (length - 1) / 2 + 1;
        return Array.make(dims, i -> {
            int[] at = i.clone();
            double y = none;
            for (int p = -1; p <= 1; p++) {
                at[at.length - 1] = 2 * i[i.length - 1] + p;
                boolean inside = at[at.length - 1] >= 0 && at[at.length - 1] < length;
                y = inside ? f.applyAsDouble(y, x.get(at)) : y;
            }
            return y;
        });
    }

    /** Three windows: of n elements window k is from floor(k n / 3) to ceil((k + 1) n / 3). */
    private static Array parts(Array x, boolean mean) {
        int[] dims = x.dims().clone();
        int length = x.size(-1);
        dims[dims.length - 1] = 3;
        return Array.make(dims, i -> {
            int[] at = i.clone();
            int k = i[i.length - 1];
            int from = k * length / 3;
            int end = ((k + 1) * length + 2) / 3;
            double sum = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int j = from; j < end; j++) {
                at[at.length - 1] = j;
                sum += x.get(at);
                most = Math.max(most, x.get(at));
            }
            return mean ? sum / (end - from) : most;
        });
    }

    private static List<OperatorCase> globals() {
        return List.of(
                row(
                                "GlobalAvgPool",
                                new GlobalAvgPool(),
                                in -> Oracles.means(channels(in.getFirst())).reshape(front(in.getFirst())),
                                images(ANY))
                        .mistake(
                                () -> new GlobalAvgPool().forward(Tensor.ones(2, 3)),
                                "GlobalAvgPool",
                                "[2, 3]",
                                "[n, c]"),
                row(
                                "GlobalMaxPool",
                                new GlobalMaxPool(),
                                in -> Oracles.maxima(channels(in.getFirst()), 1).reshape(front(in.getFirst())),
                                images(Domain.distinct()))
                        .mistake(
                                () -> new GlobalMaxPool().forward(Tensor.ones(2, 3)),
                                "GlobalMaxPool",
                                "[2, 3]",
                                "[n, c]"));
    }

    private static List<Variant> images(Domain domain) {
        return List.of(
                of(domain, false, 1, 2, 5),
                of(domain, false, 2, 3, 2, 3),
                of(domain, false, 1, 1, 2, 3, 3),
                of(domain, true, 5, 9, 31, 33));
    }

    private static Array channels(Array x) {
        int rows = x.size(0) * x.size(1);
        return x.reshape(rows, x.values().length / rows);
    }

    private static int[] front(Array x) {
        return new int[] {x.size(0), x.size(1)};
    }
}
