package dev.merapi.models.metric;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * How well scores put what is above what isn't: the area under the ROC curve, average precision, and the curves
 * themselves. All scores are kept, so that the figures are exact; equal scores are told apart by no curve, whatever
 * their order.
 *
 * @param positives the scores of what is, ascending
 * @param negatives the scores of what isn't, ascending
 */
public record Ranking(double[] positives, double[] negatives) {
    /** Nothing scored yet. */
    public static final Ranking NONE = new Ranking(new double[0], new double[0]);

    /** Sorts copies of the scores. */
    public Ranking {
        positives = sorted(positives);
        negatives = sorted(negatives);
    }

    private static double[] sorted(double[] scores) {
        double[] copy = new double[scores.length];
        for (int i = 0; i < copy.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("ranking: score " + i + " of " + scores.length
                        + " is NaN, which has no place in an order; find out where it comes from");
            }
            // -0 and 0 are equal.
            copy[i] = scores[i] + 0.0;
        }
        Arrays.sort(copy);
        return copy;
    }

    /**
     * Of scores and what was so.
     *
     * @param scores [n], the higher the likelier
     * @param labels [n], 1 for what is and 0 for what isn't
     */
    public static Ranking of(Tensor scores, Tensor labels) {
        if (scores.rank() != 1 || !scores.shape().equals(labels.shape())) {
            throw new ShapeException("ranking: scores " + scores.shape() + " and labels " + labels.shape()
                    + " should both be [n]; of class scores take one class's column");
        }
        double[] s = scores.toDoubleArray();
        double[] l = labels.toDoubleArray();
        double[] positives = new double[s.length];
        double[] negatives = new double[s.length];
        int p = 0;
        for (int i = 0; i < s.length; i++) {
            if (l[i] != 0 && l[i] != 1) {
                throw new IllegalArgumentException("ranking: label " + i + " is " + l[i] + "; labels are 0 or 1");
            }
            if (l[i] == 1) {
                positives[p++] = s[i];
            } else {
                negatives[i - p] = s[i];
            }
        }
        return new Ranking(Arrays.copyOf(positives, p), Arrays.copyOf(negatives, s.length - p));
    }

    /** Both together. */
    public Ranking plus(Ranking other) {
        return joined(List.of(this, other));
    }

    /** All together, in one go. */
    public static Ranking joined(List<Ranking> parts) {
        return new Ranking(
                parts.stream().flatMapToDouble(r -> Arrays.stream(r.positives)).toArray(),
                parts.stream().flatMapToDouble(r -> Arrays.stream(r.negatives)).toArray());
    }

    /**
     * The area under the ROC curve: how often a positive scores above a negative, where equal scores count half (the
     * Mann-Whitney statistic); NaN without positives or negatives.
     */
    public double rocAuc() {
        long halves = 0;
        int below = 0;
        int upTo = 0;
        for (double score : positives) {
            while (below < negatives.length && negatives[below] < score) {
                below++;
            }
            while (upTo < negatives.length && negatives[upTo] <= score) {
                upTo++;
            }
            halves += below + upTo;
        }
        return halves / (2.0 * positives.length * negatives.length);
    }

    /**
     * Average precision: sum over thresholds, from the highest score down, of (recall - recall before) precision; not
     * interpolated, as scikit-learn's. NaN without positives.
     */
    public double averagePrecision() {
        if (positives.length == 0) {
            return Double.NaN;
        }
        Curve curve = precisionRecall();
        double sum = 0;
        double before = 0;
        for (int i = 0; i < curve.thresholds.length; i++) {
            sum += (curve.x[i] - before) * curve.y[i];
            before = curve.x[i];
        }
        return sum;
    }

    /** Precision (y) over recall (x), one point for each different score, from the highest down. */
    public Curve precisionRecall() {
        return curve(false, positives.length);
    }

    /** The same where {@code all} are there, of which only the positives were found at all. */
    Curve precisionRecall(long all) {
        return curve(false, (double) all);
    }

    /**
     * True positives' rate (y) over false positives' rate (x), one point for each different score, from the highest
     * down.
     */
    public Curve roc() {
        return curve(true, positives.length);
    }

    /**
     * A curve over thresholds: its point i is that of calling positive what scores at least {@code thresholds[i]}.
     */
    public record Curve(double[] x, double[] y, double[] thresholds) {}

    private Curve curve(boolean roc, double all) {
        int most = positives.length + negatives.length;
        double[] x = new double[most];
        double[] y = new double[most];
        double[] thresholds = new double[most];
        int p = positives.length;
        int n = negatives.length;
        int points = 0;
        while (p > 0 || n > 0) {
            double threshold = p == 0
                    ? negatives[n - 1]
                    : n == 0 ? positives[p - 1] : Math.max(positives[p - 1], negatives[n - 1]);
            while (p > 0 && positives[p - 1] == threshold) {
                p--;
            }
            while (n > 0 && negatives[n - 1] == threshold) {
                n--;
            }
            double right = positives.length - p;
            double wrong = negatives.length - n;
            x[points] = roc ? wrong / negatives.length : right / all;
            y[points] = roc ? right / all : right / (right + wrong);
            thresholds[points++] = threshold;
        }
        return new Curve(Arrays.copyOf(x, points), Arrays.copyOf(y, points), Arrays.copyOf(thresholds, points));
    }
}
