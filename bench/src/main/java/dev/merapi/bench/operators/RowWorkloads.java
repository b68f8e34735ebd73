package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.positive;
import static dev.merapi.bench.operators.Argument.weights;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.CrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Softmax, normalizations and products. */
final class RowWorkloads {
    private static final double EPS = 1e-5;
    private static final Argument ROWS = normal(256, 512);
    private static final Argument WEIGHT = normal(512);
    private static final Argument IMAGES = normal(16, 32, 16, 16);
    private static final Argument CHANNELS = positive(32);

    private RowWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(normalizations());
        all.addAll(entropies());
        all.addAll(channels());
        all.addAll(products());
        return all;
    }

    private static Workload of(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), ROWS);
    }

    private static List<Workload> normalizations() {
        return List.of(
                of("softmax", x -> x.softmax(1)),
                of("softmax first", x -> x.softmax(0)),
                of("logSoftmax", x -> x.logSoftmax(1)),
                of("standardize", x -> x.standardize(EPS)),
                Workload.of("layerNorm", in -> in.get(0).layerNorm(in.get(1), in.get(2), EPS), ROWS, WEIGHT, WEIGHT),
                Workload.of("rmsNorm", in -> in.get(0).rmsNorm(in.get(1), EPS), ROWS, WEIGHT),
                of("rmsNorm without weight", x -> x.rmsNorm(EPS)));
    }

    private static List<Workload> entropies() {
        Argument labels = whole(0, 512, 256);
        Argument ignored = whole(-1, 512, 256);
        return List.of(
                Workload.of("crossEntropy", in -> in.get(0).crossEntropy(in.get(1)), ROWS, labels),
                Workload.of("crossEntropy smoothed", in -> in.get(0).crossEntropy(in.get(1), 0.1), ROWS, labels),
                entropies("crossEntropies", 0, CrossEntropy.NOTHING, labels),
                entropies("crossEntropies ignoring", 0, -1, ignored),
                entropies("crossEntropies smoothed ignoring", 0.1, -1, ignored));
    }

    private static Workload entropies(String name, double smoothing, long ignored, Argument labels) {
        return Workload.of(name, in -> in.get(0).crossEntropies(in.get(1), smoothing, ignored), ROWS, labels);
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
                        "channelAffine relu",
                        in -> in.get(0).channelAffineRelu(in.get(1), in.get(2), in.get(3)),
                        IMAGES,
                        CHANNELS,
                        CHANNELS,
                        CHANNELS),
                Workload.of(
                        "batchNorm relu",
                        in -> in.get(0)
                                .batchNormRelu(
                                        in.get(1), in.get(2), in.get(0).detach().channelMoments(), EPS),
                        IMAGES,
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
                Workload.of("localResponseNorm even", in -> in.getFirst().localResponseNorm(4, 1e-4, 0.75, 1), IMAGES),
                Workload.of("localResponseNorm", in -> in.getFirst().localResponseNorm(5, 1e-4, 0.75, 1), IMAGES));
    }

    private static List<Workload> products() {
        Argument matrix = weights(256, 256, 256);
        Argument rows = normal(128, 256);
        Argument bias = normal(256);
        return List.of(
                Workload.of("matmul", in -> in.get(0).matmul(in.get(1)), rows, matrix),
                Workload.of(
                        "matmul transposed",
                        in -> in.get(0).t().matmul(in.get(1).t()),
                        normal(256, 128),
                        matrix),
                Workload.of(
                        "matmul of vectors", in -> in.get(0).matmul(in.get(1)).matmul(in.get(0)), matrix, bias),
                Workload.of("dot", in -> in.get(0).dot(in.get(1)), normal(100000), normal(100000)),
                Workload.of("linear", in -> in.get(0).linear(in.get(1), in.get(2)), rows, matrix, bias),
                Workload.of("linear without bias", in -> in.get(0).linear(in.get(1)), rows, matrix),
                Workload.of("linearRelu", in -> in.get(0).linearRelu(in.get(1), in.get(2)), rows, matrix, bias));
    }
}
