package dev.merapi.models.zoo;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The sequences that a beam search follows, always as many, and those that have ended. */
final class Beams {
    private final int width;
    private final double alpha;
    private final long begin;
    private final long end;
    private final int longest;
    private List<Beam> live = new ArrayList<>();
    private final List<Beam> ended = new ArrayList<>();

    /** Symbols after the first, their summed log-probability, and which beam it goes on from. */
    private record Beam(long[] symbols, double score, int from) {
        Beam with(long symbol, double more, int parent) {
            long[] longer = Arrays.copyOf(symbols, symbols.length + 1);
            longer[symbols.length] = symbol;
            return new Beam(longer, score + more, parent);
        }
    }

    /** One beam counts at first: all are the same. */
    Beams(int width, double alpha, long begin, long end, int longest) {
        this.width = width;
        this.alpha = alpha;
        this.begin = begin;
        this.end = end;
        this.longest = longest;
        for (int i = 0; i < width; i++) {
            live.add(new Beam(new long[0], i == 0 ? 0 : Double.NEGATIVE_INFINITY, i));
        }
    }

    /** The last symbol of each beam. */
    long[] last() {
        return live.stream()
                .mapToLong(b -> b.symbols.length == 0 ? begin : b.symbols[b.symbols.length - 1])
                .toArray();
    }

    /** Takes the best continuations by the log-probabilities [width, symbols]; returns which beam each goes on from. */
    long[] advance(Tensor logs) {
        double[] values = logs.toDoubleArray();
        int symbols = logs.size(1);
        List<Beam> candidates = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Beam beam = live.get(i);
            if (beam.score == Double.NEGATIVE_INFINITY) {
                continue;
            }
            int row = i;
            for (int symbol : best(values, i * symbols, symbols)) {
                candidates.add(beam.with(symbol, values[row * symbols + symbol], row));
            }
        }
        // A stable sort: of equal ones the first beam's first symbol wins.
        candidates.sort(Comparator.comparingDouble(b -> -b.score));
        List<Beam> next = new ArrayList<>();
        for (Beam candidate : candidates) {
            if (candidate.symbols[candidate.symbols.length - 1] == end) {
                ended.add(candidate);
            } else if (next.size() < width) {
                next.add(candidate);
            }
        }
        while (next.size() < width) {
            Beam nothing = next.isEmpty() ? live.getFirst() : next.getFirst();
            next.add(new Beam(nothing.symbols, Double.NEGATIVE_INFINITY, nothing.from));
        }
        live = next;
        return live.stream().mapToLong(Beam::from).toArray();
    }

    /** The width + 1 likeliest symbols of a row: should one of them be the end, enough are left. */
    private int[] best(double[] values, int at, int symbols) {
        Integer[] order = new Integer[symbols];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(s -> -values[at + s]));
        return Arrays.stream(order)
                .limit(width + 1L)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Whether no live beam can become better than the best that has ended: its score only falls, its divisor has an
     * end.
     */
    boolean done() {
        double best = ended.stream().mapToDouble(this::normalized).max().orElse(Double.NEGATIVE_INFINITY);
        return !ended.isEmpty() && live.stream().allMatch(b -> normalized(b.score, longest) <= best);
    }

    /** The best one's symbols, without the end. */
    long[] best() {
        List<Beam> all = ended.isEmpty() ? live : ended;
        Beam best =
                all.stream().max(Comparator.comparingDouble(this::normalized)).orElseThrow();
        int length = best.symbols.length;
        return ended.isEmpty() ? best.symbols : Arrays.copyOf(best.symbols, length - 1);
    }

    private double normalized(Beam beam) {
        return normalized(beam.score, beam.symbols.length);
    }

    private double normalized(double score, int length) {
        return score / StrictMath.pow((5 + length) / 6.0, alpha);
    }
}
