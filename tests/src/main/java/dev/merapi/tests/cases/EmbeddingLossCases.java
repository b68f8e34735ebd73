package dev.merapi.tests.cases;

import dev.merapi.models.loss.CosineEmbedding;
import dev.merapi.models.loss.InfoNce;
import dev.merapi.models.loss.MultiMargin;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.TripletMargin;
import dev.merapi.tensor.Shape;
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
import java.util.stream.Stream;

/** Losses of embeddings, and of scores, that want some nearer than others by a margin. */
final class EmbeddingLossCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Tensor TWO = Tensor.ones(2, 3);
    private static final int[][] SIZES = {{1, 2}, {3, 5}, {2, 17}, {5, 4}};
    private static final int[] LARGE = {70, 129};

    private EmbeddingLossCases() {}

    static List<OperatorCase> all() {
        return Stream.of(cosines(), triplets(), contrasts(), margins())
                .flatMap(List::stream)
                .toList();
    }

    /** So many embeddings [n, d], and perhaps labels [n] of so many classes. */
    private static List<Variant> embeddings(int count, int classes) {
        List<Variant> variants = new ArrayList<>();
        for (int[] size : SIZES) {
            variants.add(new Variant(inputs(count, classes, size), false));
        }
        variants.add(new Variant(inputs(count, classes, LARGE), true));
        return variants;
    }

    private static List<Input> inputs(int count, int classes, int[] size) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(new Input(ANY, size));
        }
        if (classes > 0) {
            inputs.add(new Input(Domain.index(classes), size[0]));
        }
        return inputs;
    }

    private static Tolerance tolerance(double scale) {
        return Rows.near(
                in -> in.get(0).size(0) + 2 * in.get(0).size(1) + 40,
                scale,
                "sums of d products, some functions of them, a sum of n costs");
    }

    private static double dot(Array a, int i, Array b, int j) {
        return Oracles.sum(a.size(1), k -> a.get(i, k) * b.get(j, k));
    }

    private static double cosine(Array a, int i, Array b, int j, double eps) {
        return dot(a, i, b, j) / Math.sqrt((dot(a, i, a, i) + eps) * (dot(b, j, b, j) + eps));
    }

    private static List<OperatorCase> cosines() {
        return List.of(
                cosine("CosineEmbedding", new CosineEmbedding(), 0)
                        .mistake(
                                () -> new CosineEmbedding().of(TWO, Tensor.of(1L, -1)),
                                "CosineEmbedding",
                                "[2, 3]",
                                "[n, 2, d]",
                                "stack")
                        .mistake(
                                () -> new CosineEmbedding().of(TWO, TWO, Tensor.of(1L, 0)),
                                "CosineEmbedding",
                                "target 1 is 0.0",
                                "1 or -1"),
                cosine("CosineEmbedding apart", new CosineEmbedding(0.25, Reduction.NONE), 0.25)
                        .mistake(
                                () -> new CosineEmbedding().of(TWO, TWO, Tensor.ones(3)),
                                "CosineEmbedding",
                                "[3]",
                                "[2]"));
    }

    private static OperatorCase cosine(String name, CosineEmbedding loss, double margin) {
        return OperatorCase.of(
                name,
                in -> loss.of(
                        Tensor.stack(1, in.get(0), in.get(1)), in.get(2).mul(2).sub(1)),
                in -> PairLossCases.reduced(
                        loss.reduction(), Array.make(new int[] {in.get(0).size(0)}, i -> {
                            double cos = cosine(in.get(0), i[0], in.get(1), i[0], 1e-12);
                            return in.get(2).get(i[0]) == 1 ? 1 - cos : Math.max(0, cos - margin);
                        })),
                tolerance(2),
                embeddings(2, 2));
    }

    private static List<OperatorCase> triplets() {
        return List.of(
                triplet("TripletMargin", new TripletMargin())
                        .mistake(
                                () -> new TripletMargin().of(TWO, TWO),
                                "TripletMargin",
                                "[2, 3]",
                                "[n, 3, d]",
                                "stack"),
                triplet("TripletMargin swapped", new TripletMargin(1.5, 2, 1e-6, true, Reduction.SUM))
                        .mistake(
                                () -> new TripletMargin().of(TWO, TWO, Tensor.ones(2, 4)),
                                "TripletMargin",
                                "[2, 3]",
                                "[2, 4]"),
                triplet("TripletMargin of sums", new TripletMargin(2, 1, 1e-6, false, Reduction.NONE))
                        .mistake(
                                () -> new TripletMargin().of(TWO, TWO, Tensor.ones(2)),
                                "TripletMargin",
                                "[2, 3]",
                                "[2]"),
                triplet("TripletMargin of cubes", new TripletMargin(2, 3, 1e-6, false, Reduction.MEAN))
                        .mistake(
                                () -> new TripletMargin().of(Tensor.ones(2), TWO, TWO),
                                "TripletMargin",
                                "[2]",
                                "[2, 3]"));
    }

    private static OperatorCase triplet(String name, TripletMargin loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(Tensor.stack(1, in.get(0), in.get(1), in.get(2)), in.get(0)),
                in -> PairLossCases.reduced(
                        loss.reduction(), Array.make(new int[] {in.get(0).size(0)}, i -> {
                            double near = distance(loss, in.get(0), in.get(1), i[0]);
                            double far = distance(loss, in.get(0), in.get(2), i[0]);
                            double other = distance(loss, in.get(1), in.get(2), i[0]);
                            return Math.max(0, near - (loss.swap() ? Math.min(far, other) : far) + loss.margin());
                        })),
                tolerance(700),
                embeddings(3, 0));
    }

    private static double distance(TripletMargin loss, Array a, Array b, int i) {
        double sum =
                Oracles.sum(a.size(1), k -> StrictMath.pow(Math.abs(a.get(i, k) - b.get(i, k) + loss.eps()), loss.p()));
        return StrictMath.pow(sum, 1 / loss.p());
    }

    private static List<OperatorCase> contrasts() {
        return List.of(
                contrast("InfoNce", new InfoNce())
                        .mistake(() -> new InfoNce().of(TWO, TWO), "InfoNce", "[2, 3]", "[n, 2, d]", "stack"),
                contrast("InfoNce one way", new InfoNce(0.5, false, Reduction.NONE))
                        .mistake(() -> new InfoNce().ofPair(TWO, Tensor.ones(3, 3)), "InfoNce", "[2, 3]", "[3, 3]")
                        .mistake(() -> new InfoNce(0, true, Reduction.MEAN), "InfoNce", "0.0", "above 0"));
    }

    private static OperatorCase contrast(String name, InfoNce loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(Tensor.stack(1, in.get(0), in.get(1)), in.get(0)),
                in -> PairLossCases.reduced(
                        loss.reduction(), Array.make(new int[] {in.get(0).size(0)}, i -> {
                            double there = found(in.get(0), in.get(1), i[0], loss.temperature());
                            double back = found(in.get(1), in.get(0), i[0], loss.temperature());
                            return loss.symmetric() ? (there + back) / 2 : there;
                        })),
                tolerance(4 / loss.temperature()),
                embeddings(2, 0));
    }

    /** -log of the share of e^(cos / temperature) that a's own b has among all. */
    private static double found(Array a, Array b, int i, double temperature) {
        double own = cosine(a, i, b, i, 0) / temperature;
        double all = Oracles.sum(a.size(0), j -> StrictMath.exp(cosine(a, i, b, j, 0) / temperature - own));
        return StrictMath.log(all);
    }

    private static List<OperatorCase> margins() {
        float[] weights = {0.5f, 1.25f};
        Tensor weight = Tensor.of(Shape.of(2), weights);
        return List.of(
                margin("MultiMargin", new MultiMargin(), new double[] {1, 1})
                        .mistake(
                                () -> new MultiMargin().of(TWO, Tensor.arange(3)),
                                "MultiMargin",
                                "[2, 3]",
                                "[3]",
                                "[n, classes, ...]")
                        .mistake(
                                () -> new MultiMargin(3, 1, Optional.empty(), Reduction.MEAN),
                                "MultiMargin",
                                "p = 3",
                                "1 or 2"),
                margin(
                                "MultiMargin of squares, weighted",
                                new MultiMargin(2, 1.5, Optional.of(weight), Reduction.SUM),
                                new double[] {weights[0], weights[1]})
                        .mistake(
                                () -> new MultiMargin(1, 1, Optional.of(weight), Reduction.MEAN)
                                        .of(TWO, Tensor.arange(2)),
                                "MultiMargin",
                                "class weights [2]",
                                "[3]"));
    }

    /** Two classes have weights, so the scores are those of two. */
    private static OperatorCase margin(String name, MultiMargin loss, double[] weights) {
        return OperatorCase.of(
                name,
                in -> loss.of(in.get(0), in.get(1)),
                in -> PairLossCases.reduced(
                        loss.reduction(), Array.make(new int[] {in.get(0).size(0)}, i -> {
                            int label = (int) in.get(1).get(i[0]);
                            double other = in.get(0).get(i[0], 1 - label);
                            double missing =
                                    Math.max(0, loss.margin() - in.get(0).get(i[0], label) + other);
                            return weights[label] * StrictMath.pow(missing, loss.p()) / 2;
                        })),
                tolerance(100),
                Stream.of(1, 3, 17, 300)
                        .map(n -> new Variant(List.of(new Input(ANY, n, 2), new Input(Domain.index(2), n)), n == 300))
                        .toList());
    }
}
