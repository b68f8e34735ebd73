package dev.merapi.tests;

import java.util.List;

/**
 * What operators on sequences should give, by sums of products of probabilities (no logarithms on the way), and gradients as
 * shares of the paths that pass through a place.
 */
public final class SequenceOracles {
    /** Every path. */
    private static final int ANY = -1;

    private SequenceOracles() {}

    /** -log of the probability of all paths that spell each target; blank 0. */
    public static Array ctc(Array x, Array targets, Array frames, Array lengths) {
        return Array.make(
                new int[] {x.size(0)}, i -> -StrictMath.log(spelled(x, targets, frames, lengths, i[0], ANY, ANY)));
    }

    /** -dy times the share of those paths that say k at frame t; inputs: dy, then those of ctc. */
    public static Array ctcGradient(List<Array> in) {
        Array x = in.get(1);
        return Array.make(x.dims(), i -> {
            double all = spelled(x, in.get(2), in.get(3), in.get(4), i[0], ANY, ANY);
            boolean beyond = i[1] >= in.get(3).get(i[0]);
            return beyond
                    ? 0
                    : -in.get(0).get(i[0]) * spelled(x, in.get(2), in.get(3), in.get(4), i[0], i[1], i[2]) / all;
        });
    }

    /**
     * The probability of all paths that spell target i, of those with class k at frame t alone. For each number of labels said,
     * the paths that end in a blank and those that end in the label are kept apart.
     */
    private static double spelled(Array x, Array targets, Array frames, Array lengths, int i, int t, int k) {
        int labels = (int) lengths.get(i);
        double[] blank = new double[labels + 1];
        double[] label = new double[labels + 1];
        blank[0] = 1;
        for (int frame = 0; frame < frames.get(i); frame++) {
            for (int j = labels; j >= 0; j--) {
                double silent = frame == t && k != 0 ? 0 : StrictMath.exp(x.get(i, frame, 0));
                int said = label(targets, i, j);
                double spoken = j == 0 || (frame == t && k != said) ? 0 : StrictMath.exp(x.get(i, frame, said));
                double begun = j == 0 ? 0 : blank[j - 1] + (label(targets, i, j - 1) == said ? 0 : label[j - 1]);
                blank[j] = (blank[j] + label[j]) * silent;
                label[j] = (label[j] + begun) * spoken;
            }
        }
        return blank[labels] + label[labels];
    }

    /** Label j of a target, from 1 on. */
    private static int label(Array targets, int i, int j) {
        return j == 0 ? 0 : (int) targets.get(i, j - 1);
    }

    /** Minus the log of the tags' share of e^score; inputs: emissions, transitions, start, end, tags, lengths. */
    public static Array crf(List<Array> in) {
        return Array.make(new int[] {in.get(0).size(0)}, i -> {
            double score = 0;
            int last = (int) in.get(5).get(i[0]) - 1;
            for (int t = 0; t <= last; t++) {
                int tag = (int) in.get(4).get(i[0], t);
                int before = t == 0 ? 0 : (int) in.get(4).get(i[0], t - 1);
                score += step(in, i[0], t, before, tag, last);
            }
            return StrictMath.log(total(in, i[0], ANY, ANY, ANY)) - score;
        });
    }

    /** What tag j after tag i at t adds to the score. */
    static double step(List<Array> in, int sequence, int t, int i, int j, int last) {
        double score = in.get(0).get(sequence, t, j);
        score += t == 0 ? in.get(2).get(j) : in.get(1).get(i, j);
        return t == last ? score + in.get(3).get(j) : score;
    }

    /** The sum of e^score of all sequences of tags that have tag j at t, after tag i. */
    private static double total(List<Array> in, int sequence, int t, int i, int j) {
        int k = in.get(0).size(2);
        int last = (int) in.get(5).get(sequence) - 1;
        double[] sums = {1};
        for (int s = 0; s <= last; s++) {
            double[] next = new double[k];
            for (int to = 0; to < k; to++) {
                for (int from = 0; from < sums.length; from++) {
                    boolean here = s != t || (to == j && (i == ANY || from == i));
                    next[to] += here ? sums[from] * StrictMath.exp(step(in, sequence, s, from, to, last)) : 0;
                }
            }
            sums = next;
        }
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    /** Shares of e^score minus what the tags have, times dy, packed as CrfGrad does; inputs: dy, then those of crf. */
    public static Array crfGradient(List<Array> in) {
        List<Array> rest = in.subList(1, 7);
        int length = rest.get(0).size(1);
        int k = rest.get(0).size(2);
        int[] dims = {rest.get(0).size(0), length + k + 1, k};
        return Array.make(dims, i -> {
            int last = (int) rest.get(5).get(i[0]) - 1;
            double share = 0;
            if (i[1] == length + k) {
                share = share(rest, i[0], last, ANY, i[2]);
            } else if (i[1] >= length) {
                for (int t = 1; t <= last; t++) {
                    share += share(rest, i[0], t, i[1] - length, i[2]);
                }
            } else if (i[1] <= last) {
                share = share(rest, i[0], i[1], ANY, i[2]);
            }
            return in.get(0).get(i[0]) * share;
        });
    }

    private static double share(List<Array> in, int sequence, int t, int i, int j) {
        boolean tagged =
                in.get(4).get(sequence, t) == j && (i == ANY || in.get(4).get(sequence, t - 1) == i);
        double all = total(in, sequence, ANY, ANY, ANY);
        return total(in, sequence, t, i, j) / all - (tagged ? 1 : 0);
    }

    /** The tags of the largest score, -1 behind; inputs: those of crf, whose tags aren't looked at. */
    public static Array viterbi(List<Array> in) {
        int longest = in.get(0).size(1);
        Array best = Array.make(new int[] {in.get(0).size(0), longest}, i -> -1);
        for (int i = 0; i < best.size(0); i++) {
            int last = (int) in.get(5).get(i) - 1;
            for (int t = 0; t <= last; t++) {
                best.values()[i * longest + t] = tag(in, i, t, last);
            }
        }
        return best;
    }

    /** The tag at t that the sequences of the largest score have: the largest score of a beginning and of an end at it. */
    private static int tag(List<Array> in, int sequence, int t, int last) {
        int k = in.get(0).size(2);
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < k; j++) {
            double score = most(in, sequence, t, j, last);
            if (score > most) {
                most = score;
                best = j;
            }
        }
        return best;
    }

    /** The largest score of all sequences of tags that have tag j at t. */
    private static double most(List<Array> in, int sequence, int t, int j, int last) {
        int k = in.get(0).size(2);
        double[] scores = {0};
        for (int s = 0; s <= last; s++) {
            double[] next = new double[k];
            for (int to = 0; to < k; to++) {
                next[to] = Double.NEGATIVE_INFINITY;
                for (int from = 0; from < scores.length; from++) {
                    double score = scores[from] + step(in, sequence, s, from, to, last);
                    next[to] = s == t && to != j ? next[to] : Math.max(next[to], score);
                }
            }
            scores = next;
        }
        double most = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            most = Math.max(most, score);
        }
        return most;
    }
}
