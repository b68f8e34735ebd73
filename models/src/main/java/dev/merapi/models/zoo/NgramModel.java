package dev.merapi.models.zoo;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * P(w | h) = max(c(h w) - d, 0) / c(h) + d f(h) / c(h) P(w | h') with h' = h without its first symbol: an n-gram model with
 * interpolated Kneser-Ney smoothing, down to 1 / symbols for an empty context.
 *
 * <p>c(h w) is how often h w occurs for the longest contexts, and for shorter ones how many different symbols occur in front of
 * h w; c(h) its sum over w; f(h) how many different symbols follow h; d = n1 / (n1 + 2 n2) for each length, with n1, n2 the
 * n-grams whose c is 1, 2. Source: Kneser, Ney, "Improved backing-off for m-gram language modeling", 1995; interpolated as in
 * Chen, Goodman, "An empirical study of smoothing techniques for language modeling", 1998, without their three discounts.
 */
public final class NgramModel {
    /** Where a text has no n-gram that occurs once or none that occurs twice, which happens in tiny ones only. */
    private static final double DISCOUNT = 0.5;

    private final int symbols;
    private final List<Level> levels;

    private NgramModel(int symbols, List<Level> levels) {
        this.symbols = symbols;
        this.levels = levels;
    }

    /** The symbols in front of a word. */
    private record Context(int[] symbols) {
        static Context of(int[] text, int from, int to) {
            return new Context(Arrays.copyOfRange(text, from, to));
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Context c && Arrays.equals(symbols, c.symbols);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(symbols);
        }
    }

    /** What follows one context. */
    private static final class Followers {
        final Map<Integer, Integer> counts = new HashMap<>();
        int sum;

        void add(int symbol) {
            counts.merge(symbol, 1, Integer::sum);
            sum++;
        }
    }

    /** All contexts of one length. */
    private static final class Level {
        final Map<Context, Followers> contexts = new HashMap<>();
        double discount;

        void add(Context context, int symbol) {
            contexts.computeIfAbsent(context, _ -> new Followers()).add(symbol);
        }

        void settle() {
            long[] of = new long[3];
            for (Followers f : contexts.values()) {
                f.counts.values().forEach(c -> of[Math.min(c, 3) % 3]++);
            }
            discount = of[1] == 0 || of[2] == 0 ? DISCOUNT : (double) of[1] / (of[1] + 2 * of[2]);
        }
    }

    /**
     * Counts a text.
     *
     * @param text symbols from 0 to {@code symbols} - 1
     * @param order how long n-grams are: 1 for single symbols, 2 for bigrams
     */
    public static NgramModel fit(int[] text, int order, int symbols) {
        if (order < 1 || text.length < order) {
            throw new IllegalArgumentException("an n-gram model of order " + order + " can't learn from " + text.length
                    + " symbol(s); the order is 1 or more and the text at least as long");
        }
        check(text, symbols);
        List<Level> levels = new ArrayList<>();
        for (int k = 0; k < order; k++) {
            levels.add(new Level());
        }
        Level top = levels.getLast();
        for (int i = order - 1; i < text.length; i++) {
            top.add(Context.of(text, i - order + 1, i), text[i]);
        }
        for (int k = order - 1; k > 0; k--) {
            Level shorter = levels.get(k - 1);
            // Each different n-gram says once that its first symbol occurs in front of the rest.
            levels.get(k).contexts.forEach((context, followers) -> {
                Context rest = Context.of(context.symbols, 1, context.symbols.length);
                followers.counts.keySet().forEach(symbol -> shorter.add(rest, symbol));
            });
        }
        levels.forEach(Level::settle);
        return new NgramModel(symbols, levels);
    }

    private static void check(int[] text, int symbols) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] < 0 || text[i] >= symbols) {
                throw new IllegalArgumentException("symbol " + text[i] + " at " + i + " of the text is outside [0, "
                        + symbols + "); give the model as many symbols as the vocabulary has");
            }
        }
    }

    /** The length of the n-grams. */
    public int order() {
        return levels.size();
    }

    /** P(symbol | context), of which the last order - 1 symbols are looked at; shorter contexts are fine. */
    public double probability(int[] context, int symbol) {
        check(new int[] {symbol}, symbols);
        return probability(context, context.length, symbol);
    }

    private double probability(int[] text, int end, int symbol) {
        double p = 1.0 / symbols;
        for (int k = 0; k < levels.size() && k <= end; k++) {
            Level level = levels.get(k);
            Followers followers = level.contexts.get(Context.of(text, end - k, end));
            if (followers == null) {
                return p;
            }
            double own = Math.max(followers.counts.getOrDefault(symbol, 0) - level.discount, 0);
            p = (own + level.discount * followers.counts.size() * p) / followers.sum;
        }
        return p;
    }

    /** So many symbols behind a prompt, drawn one after another. The same sampling gives the same text. */
    public int[] generate(int[] prompt, int count, Sampling sampling) {
        check(prompt, symbols);
        int[] text = Arrays.copyOf(prompt, prompt.length + count);
        for (int i = 0; i < count; i++) {
            int end = prompt.length + i;
            double[] logs = new double[symbols];
            for (int s = 0; s < symbols; s++) {
                logs[s] = StrictMath.log(probability(text, end, s));
            }
            text[end] = (int) sampling.next(Tensor.of(Shape.of(1, symbols), logs), i)[0];
        }
        return Arrays.copyOfRange(text, prompt.length, text.length);
    }

    /** exp of the mean of -log P(symbol | all symbols before it) over a text. */
    public double perplexity(int[] text) {
        if (text.length == 0) {
            throw new IllegalArgumentException("perplexity: the text has no symbols; give it one at least");
        }
        check(text, symbols);
        double sum = 0;
        for (int i = 0; i < text.length; i++) {
            sum -= StrictMath.log(probability(text, i, text[i]));
        }
        return StrictMath.exp(sum / text.length);
    }
}
