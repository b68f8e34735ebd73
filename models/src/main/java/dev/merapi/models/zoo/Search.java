package dev.merapi.models.zoo;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Looks for the targets that a decoder finds likely. What is found for a source doesn't depend on the others.
 *
 * @param begin the symbol before a target's first
 * @param end the symbol after its last
 * @param longest how many symbols are written at most
 */
record Search(long begin, long end, int longest) {
    /** What a writer's configuration must say: begin and end are of its {@code symbols}. */
    static void check(String model, long begin, long end, int longest, int symbols) {
        if (longest < 1) {
            throw new IllegalArgumentException(
                    model + ": targets of at most " + longest + " symbols can't be written; allow 1 or more");
        }
        if (Math.min(begin, end) < 0 || Math.max(begin, end) >= symbols) {
            throw new IllegalArgumentException(model + ": targets begin with symbol " + begin + " and end with " + end
                    + ", but the " + symbols + " symbols of targets are numbered from 0; give the numbers that the"
                    + " vocabulary gives them");
        }
    }

    /** For n rows always the likeliest symbol. */
    List<long[]> greedy(Decoding decoding, int n) {
        long[][] found = new long[n][longest];
        int[] lengths = new int[n];
        boolean[] ended = new boolean[n];
        long[] last = LongStream.generate(() -> begin).limit(n).toArray();
        for (int t = 0; t < longest && !all(ended); t++) {
            try (Scope _ = Scope.open()) {
                last = decoding.next(last, t).argmax(1).toLongArray();
            }
            for (int i = 0; i < n; i++) {
                ended[i] |= last[i] == end;
                if (!ended[i]) {
                    found[i][lengths[i]++] = last[i];
                }
            }
        }
        return IntStream.range(0, n)
                .mapToObj(i -> Arrays.copyOf(found[i], lengths[i]))
                .toList();
    }

    private static boolean all(boolean[] values) {
        for (boolean value : values) {
            if (!value) {
                return false;
            }
        }
        return true;
    }

    /** For n sources the best of {@code width} beams each: rows i width to i width + width - 1 are of source i. */
    List<long[]> beams(Decoding decoding, int n, int width, double alpha) {
        List<Beams> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(new Beams(width, alpha, begin, end, longest));
        }
        for (int t = 0; t < longest && !all.stream().allMatch(Beams::done); t++) {
            try (Scope _ = Scope.open()) {
                decoding.reorder(advance(all, width, decoding.next(last(all), t)));
            }
        }
        return all.stream().map(Beams::best).toList();
    }

    private static long[] last(List<Beams> all) {
        return all.stream().flatMapToLong(beams -> Arrays.stream(beams.last())).toArray();
    }

    /** Beams that are done stay as they are. */
    private static long[] advance(List<Beams> all, int width, Tensor logits) {
        double[] logs = logits.logSoftmax(-1).toDoubleArray();
        int symbols = logits.size(1);
        long[] rows = LongStream.range(0, (long) all.size() * width).toArray();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).done()) {
                int first = i * width;
                int[] from = all.get(i).advance(logs, first * symbols, symbols);
                Arrays.setAll(from, k -> from[k] + first);
                for (int k = 0; k < width; k++) {
                    rows[first + k] = from[k];
                }
            }
        }
        return rows;
    }

    /** Each number {@code width} times: the sources' rows for beams. */
    static Tensor repeated(int n, int width) {
        return Tensor.of(
                LongStream.range(0, (long) n * width).map(row -> row / width).toArray());
    }
}
