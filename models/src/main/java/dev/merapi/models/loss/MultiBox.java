package dev.merapi.models.loss;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * (sum of -log softmax(class) over anchors that count + sum of {@link SmoothL1} of the four offsets over positives) /
 * positives, for a detector's output [n, anchors, classes + 4], whose first class is the background, and targets [n,
 * anchors, 5]: each anchor's class and its four offsets, which mean nothing at the background.
 *
 * <p>Positives, the anchors of other classes, count, and in each image {@code negatives} times as many of the
 * background: those that cost most, so that they don't drown the few objects. An image without objects costs nothing.
 * NaN without any positives. Source: Liu et al., "SSD: single shot multibox detector", 2016, equations 1 to 3.
 *
 * @param negatives how many of the background count for each positive
 */
public record MultiBox(double negatives) implements Loss {
    private static final int OFFSETS = 4;

    /** Checks the ratio. */
    public MultiBox {
        Constants.notNegative("MultiBox", "negatives a positive", negatives);
    }

    /** Three negatives a positive, as in the paper. */
    public MultiBox() {
        this(3);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        check(output, target);
        int n = output.size(0);
        int anchors = output.size(1);
        int classes = output.size(2) - OFFSETS;
        Tensor labels = target.select(2, 0).to(DType.INT64).flatten();
        Tensor logits = output.slice(2, 0, classes).reshape(n * anchors, classes);
        Tensor costs = logits.crossEntropies(labels, 0, CrossEntropy.IGNORE);
        boolean[] positive = positives(target);
        boolean[] counted = counted(costs.detach().toDoubleArray(), positive, anchors);
        Tensor distances = Huber.costs(output.slice(2, classes, classes + OFFSETS), target.slice(2, 1, 5), 1)
                .sum(2)
                .flatten();
        double number = denominator(target);
        return masked(costs, counted).add(masked(distances, positive)).div(number);
    }

    private static Tensor masked(Tensor costs, boolean[] mask) {
        return Tensor.of(mask).where(costs, 0).sum();
    }

    private static boolean[] positives(Tensor target) {
        double[] labels = target.select(2, 0).toDoubleArray();
        boolean[] positive = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            positive[i] = labels[i] > 0;
        }
        return positive;
    }

    /** Positives and, of each image's negatives, the costliest; of equal ones the first. */
    private boolean[] counted(double[] costs, boolean[] positive, int anchors) {
        boolean[] counted = positive.clone();
        for (int from = 0; from < costs.length; from += anchors) {
            double[] others = new double[anchors];
            int count = 0;
            for (int i = from; i < from + anchors; i++) {
                if (!positive[i]) {
                    others[count++] = costs[i];
                }
            }
            int left = (int) Math.min(count, Math.floor(negatives * (anchors - count)));
            Arrays.sort(others, 0, count);
            double least = left == 0 ? Double.POSITIVE_INFINITY : others[count - left];
            for (int i = from; i < from + anchors; i++) {
                counted[i] |= !positive[i] && costs[i] > least;
                left -= !positive[i] && costs[i] > least ? 1 : 0;
            }
            for (int i = from; i < from + anchors && left > 0; i++) {
                if (!counted[i] && costs[i] == least) {
                    counted[i] = true;
                    left--;
                }
            }
        }
        return counted;
    }

    /** The number of positives. */
    @Override
    public double denominator(Tensor target) {
        double count = 0;
        for (boolean positive : positives(target)) {
            count += positive ? 1 : 0;
        }
        return count;
    }

    private static void check(Tensor output, Tensor target) {
        Shape wanted = Shape.of(output.size(0), output.rank() > 1 ? output.size(1) : 0, 1 + OFFSETS);
        if (output.rank() != 3
                || output.size(2) < 2 + OFFSETS
                || !target.shape().equals(wanted)) {
            throw new ShapeException("MultiBox: the output " + output.shape() + " and targets " + target.shape()
                    + " should be [n, anchors, classes + 4], with the background among the classes, and"
                    + " [n, anchors, 5]; take the targets from the same anchors");
        }
    }
}
