package dev.merapi.models.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corpus BLEU-4: min(1, e^(1 - r / c)) (p1 p2 p3 p4)^(1/4), where p_n is the share of the hypotheses' n-grams that a
 * reference has too (each at most as often as in the reference that has it most), c the hypotheses' length and r the
 * references', of several the one nearest in length, the shorter of two. Lengths and counts are summed over the corpus
 * before anything is divided. Tokens are the caller's: figures are comparable only where texts are split alike. Source:
 * Papineni et al., "BLEU: a method for automatic evaluation of machine translation", 2002; details as sacreBLEU's.
 *
 * @param matches how many n-grams matched, for n = 1 to 4
 * @param totals how many n-grams the hypotheses have
 * @param length how many tokens the hypotheses have
 * @param referenceLength how many tokens the references have
 */
public record Bleu(List<Long> matches, List<Long> totals, long length, long referenceLength) {
    private static final int ORDERS = 4;

    /** Nothing counted yet. */
    public static final Bleu NONE = new Bleu(List.of(0L, 0L, 0L, 0L), List.of(0L, 0L, 0L, 0L), 0, 0);

    /** Copies the lists and checks their lengths. */
    public Bleu {
        matches = List.copyOf(matches);
        totals = List.copyOf(totals);
        if (matches.size() != ORDERS || totals.size() != ORDERS) {
            throw new IllegalArgumentException("BLEU: " + matches.size() + " numbers of matches and " + totals.size()
                    + " of n-grams were given; it counts n from 1 to " + ORDERS + ", so give " + ORDERS + " of each");
        }
    }

    /**
     * What a precision is where no n-gram matched; without smoothing one such makes the whole 0. Source: Chen, Cherry,
     * 2014.
     */
    public enum Smoothing {
        /** 0. */
        NONE,
        /** 0.1 / total. */
        FLOOR,
        /** (matches + 1) / (total + 1) for every n above 1. */
        ADD_ONE,
        /** 1 / (2^k total) for the k-th such n: sacreBLEU's default. */
        EXPONENTIAL
    }

    /** Counts one hypothesis beside its reference. */
    public static <T> Bleu of(List<T> hypothesis, List<T> reference) {
        return ofAny(hypothesis, List.of(reference));
    }

    /** Counts one hypothesis beside several references. */
    public static <T> Bleu ofAny(List<T> hypothesis, List<List<T>> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException(
                    "BLEU: a hypothesis of " + hypothesis.size() + " tokens has no reference; give it one or more");
        }
        List<Long> matches = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        for (int n = 1; n <= ORDERS; n++) {
            Map<List<T>, Integer> allowed = new HashMap<>();
            for (List<T> reference : references) {
                grams(reference, n).forEach((gram, count) -> allowed.merge(gram, count, Math::max));
            }
            long matched = 0;
            for (var gram : grams(hypothesis, n).entrySet()) {
                matched += Math.min(gram.getValue(), allowed.getOrDefault(gram.getKey(), 0));
            }
            matches.add(matched);
            totals.add((long) Math.max(0, hypothesis.size() - n + 1));
        }
        return new Bleu(matches, totals, hypothesis.size(), nearest(hypothesis.size(), references));
    }

    private static <T> Map<List<T>, Integer> grams(List<T> tokens, int n) {
        Map<List<T>, Integer> grams = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            grams.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
        return grams;
    }

    private static <T> int nearest(int length, List<List<T>> references) {
        int best = references.getFirst().size();
        for (List<T> reference : references) {
            int size = reference.size();
            int gain = Math.abs(best - length) - Math.abs(size - length);
            best = gain > 0 || (gain == 0 && size < best) ? size : best;
        }
        return best;
    }

    /** Both together. */
    public Bleu plus(Bleu other) {
        return new Bleu(
                sums(matches, other.matches),
                sums(totals, other.totals),
                length + other.length,
                referenceLength + other.referenceLength);
    }

    private static List<Long> sums(List<Long> a, List<Long> b) {
        Long[] sums = new Long[ORDERS];
        Arrays.setAll(sums, n -> a.get(n) + b.get(n));
        return List.of(sums);
    }

    /** e^(1 - r / c) where hypotheses are shorter than references, else 1; 0 for no tokens at all. */
    public double brevityPenalty() {
        if (length == 0) {
            return 0;
        }
        return length >= referenceLength ? 1 : StrictMath.exp(1 - (double) referenceLength / length);
    }

    /** Of 1, unsmoothed. */
    public double value() {
        return value(Smoothing.NONE);
    }

    /** Of 1; people multiply it by 100. 0 where there is no n-gram of some length, or no token matched. */
    public double value(Smoothing smoothing) {
        if (matches.getFirst() == 0) {
            return 0;
        }
        double logs = 0;
        int without = 0;
        for (int n = 1; n <= ORDERS; n++) {
            long matched = matches.get(n - 1);
            long total = totals.get(n - 1);
            if (total == 0) {
                return 0;
            }
            without += matched == 0 ? 1 : 0;
            logs += StrictMath.log(precision(smoothing, n, matched, total, without));
        }
        return brevityPenalty() * StrictMath.exp(logs / ORDERS);
    }

    private static double precision(Smoothing smoothing, int n, long matched, long total, int without) {
        if (smoothing == Smoothing.ADD_ONE && n > 1) {
            return (matched + 1.0) / (total + 1.0);
        }
        if (matched > 0) {
            return (double) matched / total;
        }
        return switch (smoothing) {
            case NONE, ADD_ONE -> 0;
            case FLOOR -> 0.1 / total;
            case EXPONENTIAL -> Math.scalb(1.0, -without) / total;
        };
    }
}
