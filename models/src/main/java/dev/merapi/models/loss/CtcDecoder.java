package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Targets from the log-probabilities of a model trained by {@link Ctc}.
 *
 * @param blank the class that stands for no label
 */
public record CtcDecoder(int blank) {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private static final Comparator<Map.Entry<List<Integer>, Paths>> ORDER = Comparator.comparingDouble(
                    (Map.Entry<List<Integer>, Paths> e) -> -e.getValue().total())
            .thenComparing(Map.Entry::getKey, CtcDecoder::compare);

    /** Checks the blank. */
    public CtcDecoder {
        checkBlank("CtcDecoder", blank);
    }

    /** Blank 0. */
    public CtcDecoder() {
        this(0);
    }

    /** A target and how likely it is: the logarithm of its paths' probability, of those that were kept. */
    public record Hypothesis(List<Integer> labels, double logProbability) {}

    /** The labels of the likeliest path (which need not be the likeliest labels), of log-probabilities [frames, classes]. */
    public List<Integer> greedy(Tensor logProbabilities) {
        check(logProbabilities);
        List<Integer> labels = new ArrayList<>();
        int before = blank;
        for (int label : logProbabilities.argmax(1).toIntArray()) {
            if (label != blank && label != before) {
                labels.add(label);
            }
            before = label;
        }
        return List.copyOf(labels);
    }

    /**
     * The likeliest targets, best first, by a search that keeps {@code width} beginnings at each frame, of log-probabilities
     * [frames, classes]; equals in the order of their labels. Source: Hannun et al., "First-pass large vocabulary continuous
     * speech recognition using bi-directional recurrent DNNs", 2014, algorithm 1, without a language model.
     */
    public List<Hypothesis> beam(Tensor logProbabilities, int width) {
        check(logProbabilities);
        if (width < 1) {
            throw new IllegalArgumentException("a beam of " + width + " finds nothing; keep at least 1");
        }
        int classes = logProbabilities.size(1);
        double[] p = logProbabilities.toDoubleArray();
        List<Map.Entry<List<Integer>, Paths>> kept = List.of(Map.entry(List.of(), new Paths(0, NEVER)));
        for (int t = 0; t < logProbabilities.size(0); t++) {
            Map<List<Integer>, Paths> next = new HashMap<>();
            for (var beginning : kept) {
                extend(beginning.getKey(), beginning.getValue(), p, t * classes, classes, next);
            }
            kept = next.entrySet().stream()
                    .sorted(ORDER)
                    .limit(width)
                    .map(e -> Map.entry(e.getKey(), e.getValue()))
                    .toList();
        }
        return kept.stream()
                .map(e -> new Hypothesis(e.getKey(), e.getValue().total()))
                .toList();
    }

    private void extend(
            List<Integer> labels, Paths paths, double[] p, int row, int classes, Map<List<Integer>, Paths> next) {
        int last = labels.isEmpty() ? blank : labels.getLast();
        add(next, labels, new Paths(paths.total() + p[row + blank], NEVER));
        for (int c = 0; c < classes; c++) {
            if (c == blank) {
                continue;
            }
            if (c == last) {
                add(next, labels, new Paths(NEVER, paths.label + p[row + c]));
            }
            double from = c == last ? paths.blank : paths.total();
            add(next, longer(labels, c), new Paths(NEVER, from + p[row + c]));
        }
    }

    private static void add(Map<List<Integer>, Paths> next, List<Integer> labels, Paths paths) {
        if (paths.total() != NEVER) {
            next.merge(labels, paths, Paths::plus);
        }
    }

    private static List<Integer> longer(List<Integer> labels, int label) {
        List<Integer> longer = new ArrayList<>(labels);
        longer.add(label);
        return List.copyOf(longer);
    }

    static void checkBlank(String name, int blank) {
        if (blank < 0) {
            throw new IllegalArgumentException(name + ": the blank " + blank + " is no class; classes go from 0");
        }
    }

    private void check(Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("ctc: log-probabilities " + x.shape()
                    + " should be [frames, classes]; decode one sample at a time, cut to its length");
        }
        if (blank >= x.size(1)) {
            throw new ShapeException("ctc: the blank " + blank + " is no class of log-probabilities " + x.shape()
                    + "; give the decoder the blank that the model was trained with");
        }
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        return IntStream.range(0, Math.min(a.size(), b.size()))
                .map(i -> Integer.compare(a.get(i), b.get(i)))
                .filter(c -> c != 0)
                .findFirst()
                .orElse(Integer.compare(a.size(), b.size()));
    }

    /** Logarithms of the probabilities of the paths that end with a blank, and of those that end with the last label. */
    private record Paths(double blank, double label) {
        double total() {
            return logSum(blank, label);
        }

        Paths plus(Paths other) {
            return new Paths(logSum(blank, other.blank), logSum(label, other.label));
        }

        private static double logSum(double a, double b) {
            double m = Math.max(a, b);
            return m == NEVER ? m : m + StrictMath.log(StrictMath.exp(a - m) + StrictMath.exp(b - m));
        }
    }
}
