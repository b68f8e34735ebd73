package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.BatchNormGrad;
import dev.merapi.tensor.op.BatchNormSums;
import dev.merapi.tensor.op.ChannelDot;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Normalizations of channels, and their fused gradients. */
public final class ChannelCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final double EPS = 1e-2;

    /** Planes of one element and of many, samples beyond a block of 128; the last is for threads. */
    private static final int[][] SHAPES = {
        {4, 3}, {3, 2, 5}, {2, 3, 3, 7}, {131, 2}, {3, 17}, {2, 1, 4, 4}, {6, 37, 11, 15}
    };

    private static final String WHY =
            "sums of n terms: errors are relative to |dy| <= 3, |weight| <= 3 and (|x| + mean |x|) rstd";

    private ChannelCases() {}

    /** What an input of a row is. */
    private enum Part {
        /** [n, c, ...]. */
        PLANES,
        /** [c]. */
        CHANNEL
    }

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(statistics(), affine(), batchNorms(), gradients())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OperatorCase> statistics() {
        return List.of(
                of("channelMoments", in -> in.getFirst().channelMoments(), in -> moments(in.getFirst()), Part.PLANES)
                        .mistake(() -> Tensor.ones(3).channelMoments(), "channelMoments", "[3]", "unsqueeze(0)"),
                of(
                                "channelDot",
                                in -> Tensor.apply(new ChannelDot(), in),
                                in -> sums(in.get(0).zip(centered(in.get(1), in.get(2)), (b, d) -> b * d)),
                                Part.PLANES,
                                Part.PLANES,
                                Part.CHANNEL)
                        .mistake(
                                () -> Tensor.apply(
                                        new ChannelDot(),
                                        List.of(Tensor.ones(2, 3, 4), Tensor.ones(2, 3, 5), Tensor.ones(3))),
                                "channelDot",
                                "[2, 3, 4]",
                                "[2, 3, 5]"));
    }

    private static List<OperatorCase> affine() {
        Oracle oracle = in -> centered(in.get(0), in.get(1))
                .zip(channel(in.get(2), in.get(0)), (d, s) -> d * s)
                .zip(channel(in.get(3), in.get(0)), Double::sum);
        Part[] parts = {Part.PLANES, Part.CHANNEL, Part.CHANNEL, Part.CHANNEL};
        return List.of(
                of("channelAffine", in -> in.get(0).channelAffine(in.get(1), in.get(2), in.get(3)), oracle, parts)
                        .mistake(
                                () -> Tensor.ones(2, 3, 4)
                                        .channelAffine(Tensor.zeros(3), Tensor.ones(4), Tensor.zeros(3)),
                                "channelAffine",
                                "[2, 3, 4]",
                                "scale [3]",
                                "[4]"),
                of(
                        "channelAffine relu",
                        in -> in.get(0).channelAffineRelu(in.get(1), in.get(2), in.get(3)),
                        in -> oracle.of(in).map(v -> Math.max(v, 0)),
                        parts));
    }

    private static List<OperatorCase> batchNorms() {
        Part[] parts = {Part.PLANES, Part.CHANNEL, Part.CHANNEL};
        Oracle oracle = in -> standardized(in.get(0))
                .zip(channel(in.get(1), in.get(0)), (u, w) -> u * w)
                .zip(channel(in.get(2), in.get(0)), Double::sum);
        return List.of(
                of("batchNorm", in -> in.get(0).batchNorm(in.get(1), in.get(2), EPS), oracle, parts)
                        .mistake(
                                () -> Tensor.ones(2, 3, 4).batchNorm(Tensor.ones(4), Tensor.ones(3), EPS),
                                "batchNorm",
                                "[2, 3, 4]",
                                "weight [3]",
                                "[4]"),
                of(
                        "batchNorm relu",
                        in -> in.get(0)
                                .batchNormRelu(
                                        in.get(1), in.get(2), in.get(0).detach().channelMoments(), EPS),
                        in -> oracle.of(in).map(v -> Math.max(v, 0)),
                        parts));
    }

    private static List<OperatorCase> gradients() {
        return List.of(
                of(
                        "batchNormSums",
                        in -> batchNormSums(in.get(0), in.get(1)),
                        in -> rows(sums(in.get(0)), sums(in.get(0).zip(standardized(in.get(1)), (g, u) -> g * u))),
                        Part.PLANES,
                        Part.PLANES),
                of(
                        "batchNormGrad",
                        in -> {
                            Tensor moments = in.get(1).detach().channelMoments();
                            Tensor sums = batchNormSums(in.get(0), in.get(1)).detach();
                            return Tensor.apply(
                                    new BatchNormGrad(EPS), List.of(in.get(0), in.get(1), in.get(2), moments, sums));
                        },
                        in -> {
                            Array u = standardized(in.get(1));
                            Array dots = means(in.get(0).zip(u, (g, v) -> g * v));
                            Array dx = in.get(0)
                                    .zip(means(in.get(0)), (g, m) -> g - m)
                                    .zip(u.zip(dots, (v, m) -> v * m), (g, p) -> g - p)
                                    .zip(rstd(in.get(1)), (v, r) -> v * r);
                            return dx.zip(channel(in.get(2), dx), (v, w) -> v * w);
                        },
                        Part.PLANES,
                        Part.PLANES,
                        Part.CHANNEL));
    }

    private static Tensor batchNormSums(Tensor dy, Tensor x) {
        return Tensor.apply(new BatchNormSums(EPS), List.of(dy, x, x.detach().channelMoments()));
    }

    /** Bounds are of some n roundings of the largest that the terms can be, which 1 / sqrt(EPS) limits. */
    private static OperatorCase of(String name, Function<List<Tensor>, Tensor> f, Oracle oracle, Part... parts) {
        Tolerance tolerance = Tolerance.of(
                in -> 8.0 * in.getFirst().values().length / in.getFirst().size(1) + 40,
                (in, y) -> y.map(v -> Math.abs(v) + 9 + 9 / Math.sqrt(EPS)),
                WHY);
        List<Variant> variants = new ArrayList<>();
        for (int[] dims : SHAPES) {
            List<Input> inputs = Stream.of(parts)
                    .map(p -> p == Part.PLANES ? new Input(ANY, dims) : new Input(ANY, dims[1]))
                    .toList();
            variants.add(new Variant(inputs, dims[1] == 37));
        }
        return OperatorCase.of(name, f, oracle, tolerance, variants);
    }

    private static int[] others(Array x) {
        return IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    }

    /** [c] as [1, c, 1, ...]. */
    static Array channel(Array v, Array x) {
        int[] dims = IntStream.range(0, x.rank())
                .map(axis -> axis == 1 ? x.size(1) : 1)
                .toArray();
        return v.reshape(dims);
    }

    private static Array sums(Array x) {
        return Oracles.sums(x, others(x)).reshape(x.size(1));
    }

    private static Array means(Array x) {
        double count = x.values().length / (double) x.size(1);
        return Oracles.sums(x, others(x)).map(v -> v / count);
    }

    private static Array variance(Array x) {
        return means(x.zip(means(x), (v, m) -> (v - m) * (v - m)));
    }

    private static Array rstd(Array x) {
        return variance(x).map(v -> 1 / Math.sqrt(v + EPS));
    }

    private static Array standardized(Array x) {
        return x.zip(means(x), (v, m) -> v - m).zip(rstd(x), (v, r) -> v * r);
    }

    private static Array centered(Array x, Array center) {
        return x.zip(channel(center, x), (v, c) -> v - c);
    }

    private static Array moments(Array x) {
        return rows(means(x), variance(x));
    }

    /** Two rows [2, c]. */
    private static Array rows(Array a, Array b) {
        int c = a.values().length;
        return Array.make(new int[] {2, c}, i -> (i[0] == 0 ? a : b).values()[i[1]]);
    }
}
