package dev.merapi.models.metric;

import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How often each class was taken for which. A label of {@link CrossEntropy#IGNORE}, or another that is named, counts nowhere.
 * Not for several threads: count apart and {@link #merge}.
 */
public final class ConfusionMatrix {
    private final int classes;
    private final long[] counts;

    /** An empty matrix for so many classes. */
    public ConfusionMatrix(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("a confusion matrix of " + classes + " classes is empty; use 1 or more");
        }
        this.classes = classes;
        this.counts = new long
                [HeapArray.length(
                        "a confusion matrix of " + classes + " classes",
                        Shape.of(classes, classes).size(),
                        Long.BYTES)];
    }

    /** The matrix of these answers: the i-th is {@code predicted[i]} where {@code actual[i]} was right. */
    public static ConfusionMatrix of(int classes, int[] actual, int[] predicted) {
        if (actual.length != predicted.length) {
            throw new IllegalArgumentException(
                    actual.length + " labels and " + predicted.length + " predictions don't pair up");
        }
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        for (int i = 0; i < actual.length; i++) {
            matrix.count(actual[i], predicted[i], CrossEntropy.IGNORE);
        }
        return matrix;
    }

    /** The number of classes. */
    public int classes() {
        return classes;
    }

    /** Counts one answer. */
    public void add(int actual, int predicted) {
        counts[index(actual, predicted)]++;
    }

    /**
     * Counts answers that are classes already, such as the pixels of a segmentation.
     *
     * @param actual of any shape, integers
     * @param predicted of the same shape, integers
     */
    public void addClasses(Tensor actual, Tensor predicted) {
        addClasses(actual, predicted, CrossEntropy.IGNORE);
    }

    /**
     * The same without those that are {@code ignored}, such as a segmentation's borders.
     *
     * @param actual of any shape, integers
     * @param predicted of the same shape, integers
     */
    public void addClasses(Tensor actual, Tensor predicted, long ignored) {
        if (!actual.shape().equals(predicted.shape())) {
            throw new ShapeException("confusion matrix: classes " + actual.shape() + " and predictions "
                    + predicted.shape() + " should be of one shape");
        }
        long[] a = actual.toLongArray();
        long[] p = predicted.toLongArray();
        for (int i = 0; i < a.length; i++) {
            count(a[i], p[i], ignored);
        }
    }

    /**
     * Counts a batch, by its largest logits.
     *
     * @param logits [n, classes]
     * @param labels [n]
     */
    public void add(Tensor logits, Tensor labels) {
        add(logits, labels, CrossEntropy.IGNORE);
    }

    /**
     * The same without the samples whose label is {@code ignored}.
     *
     * @param logits [n, classes]
     * @param labels [n]
     */
    public void add(Tensor logits, Tensor labels, long ignored) {
        long[] predicted = Accuracy.predictions(logits, labels);
        long[] actual = labels.toLongArray();
        for (int i = 0; i < actual.length; i++) {
            count(actual[i], predicted[i], ignored);
        }
    }

    private void count(long actual, long predicted, long ignored) {
        if (actual != ignored) {
            counts[index(actual, predicted)]++;
        }
    }

    /** Adds the other's counts. */
    public void merge(ConfusionMatrix other) {
        if (other.classes != classes) {
            throw new IllegalArgumentException("confusion matrices of " + classes + " and " + other.classes
                    + " classes don't add up; both must be of the same model");
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** How often {@code actual} was taken for {@code predicted}. */
    public long count(int actual, int predicted) {
        return counts[index(actual, predicted)];
    }

    /** All counts, [actual][predicted]. */
    public long[][] counts() {
        long[][] rows = new long[classes][];
        for (int c = 0; c < classes; c++) {
            rows[c] = Arrays.copyOfRange(counts, c * classes, (c + 1) * classes);
        }
        return rows;
    }

    /** How many answers were counted. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** How often a class was right to give. */
    public long support(int actual) {
        long sum = 0;
        for (int p = 0; p < classes; p++) {
            sum += count(actual, p);
        }
        return sum;
    }

    /** How often a class was given. */
    public long given(int predicted) {
        long sum = 0;
        for (int a = 0; a < classes; a++) {
            sum += count(a, predicted);
        }
        return sum;
    }

    /** The part of all answers that was right; 0 if there is none. */
    public double accuracy() {
        long correct = 0;
        for (int c = 0; c < classes; c++) {
            correct += count(c, c);
        }
        return ratio(correct, total());
    }

    /** The part of the answers {@code c} that was right; 0 if it was never given. */
    public double precision(int c) {
        return ratio(count(c, c), given(c));
    }

    /** The part of class {@code c} that was found; 0 if there was none. */
    public double recall(int c) {
        return ratio(count(c, c), support(c));
    }

    /** The harmonic mean of precision and recall: 2 tp / (given + support). */
    public double f1(int c) {
        return ratio(2 * count(c, c), given(c) + support(c));
    }

    /** Of all classes together; micro-averaged it's the accuracy. */
    public double precision(Average average) {
        return averaged(average, this::precision);
    }

    /** Of all classes together; micro-averaged it's the accuracy. */
    public double recall(Average average) {
        return averaged(average, this::recall);
    }

    /** Of all classes together; micro-averaged it's the accuracy. */
    public double f1(Average average) {
        return averaged(average, this::f1);
    }

    /** The mean of all classes' F1. */
    public double macroF1() {
        return f1(Average.MACRO);
    }

    private double averaged(Average average, IntToDoubleFunction figure) {
        if (average == Average.MICRO) {
            return accuracy();
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += figure.applyAsDouble(c) * (average == Average.MACRO ? 1 : support(c));
        }
        return average == Average.MACRO ? sum / classes : total() == 0 ? 0 : sum / total();
    }

    /** Intersection over union, or Jaccard's index: tp / (given + support - tp); 0 if the class is nowhere. */
    public double iou(int c) {
        return ratio(count(c, c), given(c) + support(c) - count(c, c));
    }

    /** The mean intersection over union of the classes that are somewhere, right or given: segmentation's figure. */
    public double meanIou() {
        double sum = 0;
        int there = 0;
        for (int c = 0; c < classes; c++) {
            sum += iou(c);
            there += given(c) + support(c) > 0 ? 1 : 0;
        }
        return there == 0 ? 0 : sum / there;
    }

    /**
     * Matthews' correlation of answers with what was right, from -1 to 1: (c s - sum p t) / sqrt((s^2 - sum p^2) (s^2 -
     * sum t^2)) with c right of s answers, p given and t supported of each class; 0 where a root is 0. Source:
     * Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
     */
    public double matthews() {
        double s = total();
        double right = 0;
        double mixed = 0;
        double ofGiven = 0;
        double ofSupport = 0;
        for (int c = 0; c < classes; c++) {
            double p = given(c);
            double t = support(c);
            right += count(c, c);
            mixed += p * t;
            ofGiven += p * p;
            ofSupport += t * t;
        }
        double size = Math.sqrt(s * s - ofGiven) * Math.sqrt(s * s - ofSupport);
        return size == 0 ? 0 : (right * s - mixed) / size;
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private int index(long actual, long predicted) {
        if (actual < 0 || actual >= classes || predicted < 0 || predicted >= classes) {
            throw new IndexOutOfBoundsException(
                    "class " + actual + " taken for " + predicted + ": classes run from 0 to " + (classes - 1));
        }
        return (int) (actual * classes + predicted);
    }
}
