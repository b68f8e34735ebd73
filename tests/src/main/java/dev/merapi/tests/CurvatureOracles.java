package dev.merapi.tests;

import java.util.ArrayList;
import java.util.List;

/** Second derivatives of operators on sequences: covariances over all paths, one by one. */
public final class CurvatureOracles {
    private CurvatureOracles() {}

    /** dy times the covariance of each place with d's sum along a path, over the paths that spell the target; d, dy, those of ctc. */
    public static Array ctc(List<Array> in) {
        Array x = in.get(2);
        Array y = Array.make(x.dims(), i -> 0);
        for (int sample = 0; sample < x.size(0); sample++) {
            int i = sample;
            int frames = (int) in.get(4).get(i);
            Moments moments = new Moments(x.size(1) * x.size(2));
            for (int[] path : all(x.size(2), frames)) {
                if (spells(path, in.get(3), i, (int) in.get(5).get(i))) {
                    double score = Oracles.sum(frames, t -> x.get(i, t, path[t]));
                    double moved = Oracles.sum(frames, t -> in.get(0).get(i, t, path[t]));
                    double[] places = new double[moments.size()];
                    for (int t = 0; t < frames; t++) {
                        places[t * x.size(2) + path[t]] = 1;
                    }
                    moments.add(StrictMath.exp(score), moved, places);
                }
            }
            moments.put(-in.get(1).get(i), y, i);
        }
        return y;
    }

    private static boolean spells(int[] path, Array targets, int i, int length) {
        int said = 0;
        for (int t = 0; t < path.length; t++) {
            if (path[t] != 0 && (t == 0 || path[t] != path[t - 1])) {
                if (said == length || path[t] != targets.get(i, said)) {
                    return false;
                }
                said++;
            }
        }
        return said == length;
    }

    /** All sequences of so many numbers below n. */
    private static List<int[]> all(int n, int length) {
        int count = (int) Math.pow(n, length);
        List<int[]> sequences = new ArrayList<>(count);
        for (int code = 0; code < count; code++) {
            int[] sequence = new int[length];
            for (int t = 0, rest = code; t < length; t++, rest /= n) {
                sequence[t] = rest % n;
            }
            sequences.add(sequence);
        }
        return sequences;
    }

    /** The same of sequences of tags, packed; d, dy, emissions, transitions, start, end, lengths. */
    public static Array crf(List<Array> in) {
        int rows = in.get(2).size(1);
        int k = in.get(2).size(2);
        Array y = Array.make(in.get(0).dims(), i -> 0);
        for (int i = 0; i < y.size(0); i++) {
            int last = (int) in.get(6).get(i) - 1;
            Moments moments = new Moments((rows + k + 1) * k);
            for (int[] tags : all(k, last + 1)) {
                double score = 0;
                double[] places = new double[moments.size()];
                for (int t = 0; t <= last; t++) {
                    score += SequenceOracles.step(in.subList(2, 6), i, t, tags[Math.max(0, t - 1)], tags[t], last);
                    places[t * k + tags[t]]++;
                    if (t > 0) {
                        places[(rows + tags[t - 1]) * k + tags[t]]++;
                    }
                }
                places[(rows + k) * k + tags[last]]++;
                double moved = 0;
                for (int p = 0; p < places.length; p++) {
                    moved += places[p] * in.get(0).values()[i * places.length + p];
                }
                moments.add(StrictMath.exp(score), moved, places);
            }
            moments.put(in.get(1).get(i), y, i);
        }
        return y;
    }

    /** Weighted sums over sequences, for covariances of what they hold with a number of each. */
    private static final class Moments {
        private final double[] places;
        private final double[] both;
        private double weight;
        private double number;

        Moments(int size) {
            places = new double[size];
            both = new double[size];
        }

        int size() {
            return places.length;
        }

        void add(double w, double value, double[] held) {
            weight += w;
            number += w * value;
            for (int p = 0; p < held.length; p++) {
                places[p] += w * held[p];
                both[p] += w * value * held[p];
            }
        }

        void put(double factor, Array y, int i) {
            for (int p = 0; p < places.length; p++) {
                y.values()[i * places.length + p] =
                        factor * (both[p] / weight - places[p] / weight * (number / weight));
            }
        }
    }
}
