package dev.merapi.models.metric;

import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * correct / total.
 *
 * @param correct how many answers were right
 * @param total how many there were
 */
public record Accuracy(long correct, long total) {
    /** Nothing counted yet. */
    public static final Accuracy NONE = new Accuracy(0, 0);

    /**
     * How often the largest logit is the label's; the first of equals counts, and a label of {@link CrossEntropy#IGNORE}
     * doesn't.
     *
     * @param logits [n, classes]
     * @param labels [n]
     */
    public static Accuracy of(Tensor logits, Tensor labels) {
        return of(logits, labels, CrossEntropy.IGNORE);
    }

    /**
     * The same without the samples whose label is {@code ignored}.
     *
     * @param logits [n, classes]
     * @param labels [n]
     */
    public static Accuracy of(Tensor logits, Tensor labels, long ignored) {
        long[] predicted = predictions(logits, labels);
        long[] actual = labels.toLongArray();
        long correct = 0;
        long total = 0;
        for (int i = 0; i < actual.length; i++) {
            correct += predicted[i] == actual[i] && actual[i] != ignored ? 1 : 0;
            total += actual[i] == ignored ? 0 : 1;
        }
        return new Accuracy(correct, total);
    }

    /** Whether an output [n, classes] and integers [n] are such that an accuracy can be told. */
    public static boolean canJudge(Tensor output, Tensor targets) {
        return output.rank() == 2 && targets.rank() == 1 && !targets.dtype().isFloating();
    }

    /**
     * How often the label is among the k largest logits: fewer than k are larger, or equal and in front of it. NaN is
     * larger than all numbers, as {@link Tensor#argmax} has it. A label of {@link CrossEntropy#IGNORE} doesn't count.
     *
     * @param logits [n, classes]
     * @param labels [n]
     */
    public static Accuracy topK(Tensor logits, Tensor labels, int k) {
        check("top-" + k + " accuracy", logits, labels);
        int classes = logits.size(1);
        if (k < 1 || k > classes) {
            throw new IllegalArgumentException(
                    "top-" + k + " accuracy of " + classes + " classes says nothing; k is from 1 to " + classes);
        }
        double[] x = logits.toDoubleArray();
        long[] actual = labels.toLongArray();
        long correct = 0;
        long total = 0;
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] == CrossEntropy.IGNORE) {
                continue;
            }
            int label =
                    label("top-" + k + " accuracy", actual[i], i, classes, "number them from 0, and leave padding out");
            int ahead = 0;
            for (int c = 0; c < classes; c++) {
                // + 0.0: -0 and 0 are equal.
                int order = Double.compare(x[i * classes + c] + 0.0, x[i * classes + label] + 0.0);
                ahead += order > 0 || (order == 0 && c < label) ? 1 : 0;
            }
            correct += ahead < k ? 1 : 0;
            total++;
        }
        return new Accuracy(correct, total);
    }

    static long[] predictions(Tensor logits, Tensor labels) {
        check("accuracy", logits, labels);
        return logits.argmax(1).toLongArray();
    }

    /** The i-th label, which is one of so many classes, or else {@code advice}. */
    static int label(String metric, long label, int i, int classes, String advice) {
        if (label < 0 || label >= classes) {
            throw new IndexOutOfBoundsException(metric + ": label " + i + " is " + label
                    + ", but classes run from 0 to " + (classes - 1) + "; " + advice);
        }
        return (int) label;
    }

    static void check(String metric, Tensor logits, Tensor labels) {
        if (logits.rank() != 2 || labels.rank() != 1 || logits.size(0) != labels.size(0)) {
            throw new ShapeException(metric + ": logits " + logits.shape() + " and labels " + labels.shape()
                    + " should be [n, classes] and [n]");
        }
    }

    /** Both together. */
    public Accuracy plus(Accuracy other) {
        return new Accuracy(correct + other.correct, total + other.total);
    }

    /** From 0 to 1; 0 if nothing was counted. */
    public double value() {
        return total == 0 ? 0 : (double) correct / total;
    }
}
