package dev.merapi.models.zoo;

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
        if (width < 1) {
            throw new IllegalArgumentException("a search with " + width + " beams finds nothing; use 1 or more");
        }
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

    /**
     * Takes the best continuations; returns which beam each goes on from.
     *
     * @param values log-probabilities, of which those [width, symbols] from {@code at} on are these beams'
     */
    int[] advance(double[] values, int at, int symbols) {
        List<Beam> candidates = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Beam beam = live.get(i);
            if (beam.score == Double.NEGATIVE_INFINITY) {
                continue;
            }
            int row = i;
            int first = at + i * symbols;
            for (int symbol : best(values, first, symbols)) {
                candidates.add(beam.with(symbol, values[first + symbol], row));
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
        return live.stream().mapToInt(Beam::from).toArray();
    }

    /**
     * The width + 1 likeliest symbols of a row, the likeliest first, of equals the first: should one of them be the end,
     * enough are left.
     */
    private int[] best(double[] values, int at, int symbols) {
        int[] best = new int[Math.min(width + 1, symbols)];
        int found = 0;
        for (int s = 0; s < symbols; s++) {
            double value = values[at + s];
            if (found == best.length && !(value > values[at + best[found - 1]])) {
                continue;
            }
            int place = found < best.length ? found++ : found - 1;
            while (place > 0 && value > values[at + best[place - 1]]) {
                best[place] = best[place - 1];
                place--;
            }
            best[place] = s;
        }
        return best;
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
