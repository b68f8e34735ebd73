package dev.merapi.tests.cases;

import dev.merapi.models.loss.BinaryDice;
import dev.merapi.models.loss.Dice;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.SmoothL1;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Losses of segments and of boxes. */
final class OverlapLossCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain PART = Domain.between(0, 1);
    private static final int CLASSES = 3;

    /** Background for each positive: so few that the costliest are chosen. */
    private static final double NEGATIVES = 0.25;

    /** Costs and distances of at most this. */
    private static final double LARGEST = 20;

    private OverlapLossCases() {}

    static List<OperatorCase> all() {
        return List.of(
                dice("Dice", new Dice())
                        .mistake(
                                () -> new Dice().of(Tensor.ones(2, 3, 4), Tensor.arange(2)),
                                "Dice",
                                "[2, 3, 4]",
                                "[2]",
                                "axis 1")
                        .mistake(() -> new Dice(0, Reduction.MEAN), "Dice", "smooth 0.0", "above 0"),
                dice("Dice alone", new Dice(0.25, Reduction.NONE))
                        .mistake(
                                () -> new Dice()
                                        .of(Tensor.ones(1, 2, 1), Tensor.of(2L).reshape(1, 1)),
                                "oneHot",
                                "2"),
                binaryDice("BinaryDice", new BinaryDice())
                        .mistake(
                                () -> new BinaryDice().of(Tensor.ones(2, 3), Tensor.ones(3, 2)),
                                "BinaryDice",
                                "[2, 3]",
                                "[3, 2]",
                                "reshape"),
                binaryDice("BinaryDice alone", new BinaryDice(0.25, Reduction.NONE))
                        .mistake(() -> new BinaryDice(-1, Reduction.NONE), "BinaryDice", "smooth -1.0", "above 0"),
                boxes(),
                multiBox());
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> 3.0 * in.get(0).values().length + 60, LARGEST, "softmax, sums of all its parts and a quotient");
    }

    private static OperatorCase dice(String name, Dice loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(in.get(0), in.get(1)),
                in -> {
                    Array x = in.get(0);
                    int places = x.values().length / x.size(0) / CLASSES;
                    Array scores = x.reshape(x.size(0), CLASSES, places);
                    Array labels = in.get(1).reshape(x.size(0), places);
                    Array costs = Array.make(new int[] {x.size(0), CLASSES}, i -> {
                        double both = 0;
                        double sum = 0;
                        for (int k = 0; k < places; k++) {
                            double p = softmax(scores, i[0], i[1], k);
                            double t = labels.get(i[0], k) == i[1] ? 1 : 0;
                            both += p * t;
                            sum += p + t;
                        }
                        return 1 - (2 * both + loss.smooth()) / (sum + loss.smooth());
                    });
                    return PairLossCases.reduced(loss.reduction(), costs);
                },
                tolerance(),
                List.of(
                        segments(5),
                        segments(2, 7),
                        segments(3, 2, 5),
                        new Variant(segments(4, 31, 33).inputs(), true)));
    }

    private static double softmax(Array x, int n, int c, int k) {
        double own = x.get(n, c, k);
        return 1 / Oracles.sum(CLASSES, j -> StrictMath.exp(x.get(n, j, k) - own));
    }

    private static Variant segments(int... dims) {
        int[] scores = IntStream.concat(
                        IntStream.of(dims[0], CLASSES), Arrays.stream(dims).skip(1))
                .toArray();
        return Variant.of(new Input(ANY, scores), new Input(Domain.index(CLASSES), dims));
    }

    private static OperatorCase binaryDice(String name, BinaryDice loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(in.get(0), in.get(1)),
                in -> {
                    int n = in.get(0).size(0);
                    int places = in.get(0).values().length / n;
                    Array x = in.get(0).reshape(n, places);
                    Array t = in.get(1).reshape(n, places);
                    Array costs = Array.make(new int[] {n}, i -> {
                        double both = Oracles.sum(places, k -> Oracles.sigmoid(x.get(i[0], k)) * t.get(i[0], k));
                        double sum = Oracles.sum(places, k -> Oracles.sigmoid(x.get(i[0], k)) + t.get(i[0], k));
                        return 1 - (2 * both + loss.smooth()) / (sum + loss.smooth());
                    });
                    return PairLossCases.reduced(loss.reduction(), costs);
                },
                tolerance(),
                List.of(parts(false, 5), parts(false, 3, 17), parts(false, 2, 1, 3, 5), parts(true, 3, 1, 61, 67)));
    }

    private static Variant parts(boolean large, int... dims) {
        return new Variant(List.of(new Input(ANY, dims), new Input(PART, dims)), large);
    }

    /** The four offsets of each box. */
    private static OperatorCase boxes() {
        SmoothL1 loss = new SmoothL1();
        return OperatorCase.of(
                        "SmoothL1 of boxes",
                        in -> loss.of(in.get(0), in.get(1)),
                        in -> PairLossCases.reduced(
                                loss.reduction(), in.get(0).zip(in.get(1), (a, b) -> PairLossCases.huber(a - b, 1))),
                        tolerance(),
                        List.of(parts(false, 2, 5, 4), parts(false, 1, 3, 4), parts(true, 16, 130, 4)))
                .mistake(
                        () -> loss.of(Tensor.ones(2, 5, 4), Tensor.ones(2, 5, 5)),
                        "SmoothL1",
                        "[2, 5, 4]",
                        "[2, 5, 5]");
    }

    /** Scores of classes, offsets, labels (the background is 0) and the offsets that are wanted. */
    private static OperatorCase multiBox() {
        MultiBox loss = new MultiBox(NEGATIVES);
        return OperatorCase.of(
                        "MultiBox",
                        in -> loss.of(
                                Tensor.concat(2, in.get(0), in.get(1)),
                                Tensor.concat(2, in.get(2).to(in.get(3).dtype()).unsqueeze(2), in.get(3))),
                        OverlapLossCases::multiBox,
                        tolerance(),
                        List.of(anchors(false, 1, 7), anchors(false, 3, 5), anchors(true, 5, 70)))
                .mistake(
                        () -> loss.of(Tensor.ones(2, 5, 7), Tensor.ones(2, 4, 5)),
                        "MultiBox",
                        "[2, 5, 7]",
                        "[2, 4, 5]",
                        "same anchors");
    }

    private static Variant anchors(boolean large, int n, int anchors) {
        return new Variant(
                List.of(
                        new Input(ANY, n, anchors, CLASSES),
                        new Input(ANY, n, anchors, 4),
                        new Input(Domain.index(CLASSES), n, anchors),
                        new Input(ANY, n, anchors, 4)),
                large);
    }

    /** Sorts what the background costs, image by image. */
    private static Array multiBox(List<Array> in) {
        Array labels = in.get(2);
        double sum = 0;
        double positives = 0;
        for (int i = 0; i < labels.size(0); i++) {
            double[] background = new double[labels.size(1)];
            int found = 0;
            for (int a = 0; a < labels.size(1); a++) {
                int label = (int) labels.get(i, a);
                double cost = cost(in.get(0), i, a, label);
                background[a] = label == 0 ? cost : 0;
                sum += label == 0 ? 0 : cost + distance(in, i, a);
                found += label == 0 ? 0 : 1;
            }
            Arrays.sort(background);
            for (int k = 0; k < Math.floor(NEGATIVES * found); k++) {
                sum += background[background.length - 1 - k];
            }
            positives += found;
        }
        return Array.scalar(sum / positives);
    }

    private static double cost(Array scores, int i, int a, int label) {
        double own = scores.get(i, a, label);
        return StrictMath.log(Oracles.sum(CLASSES, c -> StrictMath.exp(scores.get(i, a, c) - own)));
    }

    private static double distance(List<Array> in, int i, int a) {
        return Oracles.sum(
                4, k -> PairLossCases.huber(in.get(1).get(i, a, k) - in.get(3).get(i, a, k), 1));
    }
}
