package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.positive;
import static dev.merapi.bench.operators.Argument.truth;
import static dev.merapi.bench.operators.Argument.weights;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reductions, softmax, normalizations and products. */
final class RowWorkloads {
    private static final double EPS = 1e-5;
    private static final Argument ROWS = normal(256, 512);
    private static final Argument WEIGHT = normal(512);
    private static final Argument IMAGES = normal(16, 32, 16, 16);
    private static final Argument CHANNELS = positive(32);

    private RowWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(reductions());
        all.addAll(normalizations());
        all.addAll(channels());
        all.addAll(products());
        return all;
    }

    private static Workload of(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), ROWS);
    }

    private static List<Workload> reductions() {
        return List.of(
                of("sum", x -> x.sum(1)),
                of("mean", x -> x.mean(1)),
                Workload.of("prod", in -> in.getFirst().prod(1), positive(256, 512)),
                of("max", x -> x.max(1)),
                of("min", x -> x.min(1)),
                of("var", x -> x.var(true, false, 1)),
                of("std", x -> x.std(true, false, 1)),
                of("logSumExp", x -> x.logSumExp(false, 1)),
                of("norm", Tensor::norm),
                of("argmax", x -> x.argmax(1)).forward(),
                of("argmin", x -> x.argmin(1)).forward(),
                of("cumsum", x -> x.cumsum(1)),
                Workload.of("any", in -> in.getFirst().any(), truth(256, 512)).forward(),
                Workload.of("all", in -> in.getFirst().all(), truth(256, 512)).forward());
    }

    private static List<Workload> normalizations() {
        return List.of(
                of("softmax", x -> x.softmax(1)),
                of("logSoftmax", x -> x.logSoftmax(1)),
                of("standardize", x -> x.standardize(EPS)),
                Workload.of("layerNorm", in -> in.get(0).layerNorm(in.get(1), in.get(2), EPS), ROWS, WEIGHT, WEIGHT),
                Workload.of("rmsNorm", in -> in.get(0).rmsNorm(in.get(1), EPS), ROWS, WEIGHT),
                Workload.of("crossEntropy", in -> in.get(0).crossEntropy(in.get(1)), ROWS, whole(0, 512, 256)),
                Workload.of(
                        "crossEntropies", in -> in.get(0).crossEntropies(in.get(1), 0.1, 0), ROWS, whole(0, 512, 256)));
    }

    private static List<Workload> channels() {
        return List.of(
                Workload.of("channelMoments", in -> in.getFirst().channelMoments(), IMAGES),
                Workload.of(
                        "channelAffine",
                        in -> in.get(0).channelAffine(in.get(1), in.get(2), in.get(3)),
                        IMAGES,
                        CHANNELS,
                        CHANNELS,
                        CHANNELS),
                Workload.of(
                        "batchNorm", in -> in.get(0).batchNorm(in.get(1), in.get(2), EPS), IMAGES, CHANNELS, CHANNELS),
                Workload.of(
                        "groupNorm",
                        in -> in.get(0).groupNorm(8, in.get(1), in.get(2), EPS),
                        IMAGES,
                        CHANNELS,
                        CHANNELS),
                Workload.of("localResponseNorm", in -> in.getFirst().localResponseNorm(5, 1e-4, 0.75, 1), IMAGES));
    }

    private static List<Workload> products() {
        Argument matrix = weights(256, 256, 256);
        Argument rows = normal(128, 256);
        Argument bias = normal(256);
        return List.of(
                Workload.of("matmul", in -> in.get(0).matmul(in.get(1)), rows, matrix),
                Workload.of("dot", in -> in.get(0).dot(in.get(1)), normal(100000), normal(100000)),
                Workload.of("linear", in -> in.get(0).linear(in.get(1), in.get(2)), rows, matrix, bias),
                Workload.of("linearRelu", in -> in.get(0).linearRelu(in.get(1), in.get(2)), rows, matrix, bias));
    }
}
