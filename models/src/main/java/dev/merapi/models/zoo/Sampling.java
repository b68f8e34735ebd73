package dev.merapi.models.zoo;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * How the next symbol is drawn: with probability softmax(logits / temperature) of the most likely ones. The draw of a
 * position depends on the key and that position alone.
 *
 * @param temperature 0 takes the most likely symbol; 1 leaves the model's probabilities
 * @param topK how many of the most likely symbols may be drawn; 0 for all
 */
public record Sampling(double temperature, int topK, RandomKey key) {
    /** Always the most likely symbol. */
    public static final Sampling GREEDY = new Sampling(0, 0, RandomKey.of(0));

    /** Checks the numbers. */
    public Sampling {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY) || topK < 0) {
            throw new IllegalArgumentException(
                    "a temperature of " + temperature + " and the " + topK
                            + " most likely symbols can't be drawn from; the temperature is 0 or more, topK at least 1, or 0 for all");
        }
    }

    /** A symbol for each row of logits [n, symbols], at a position of the sequence. */
    public long[] next(Tensor logits, long position) {
        if (logits.rank() != 2) {
            throw new ShapeException(
                    "Sampling: the logits " + logits.shape() + " should be [n, symbols]; take one position");
        }
        long[] symbols = new long[logits.size(0)];
        double[] all = logits.toDoubleArray();
        double[] draws = key.fold(position).uniform(symbols.length).toDoubleArray();
        int width = logits.size(1);
        for (int i = 0; i < symbols.length; i++) {
            double[] row = Arrays.copyOfRange(all, i * width, (i + 1) * width);
            symbols[i] = temperature == 0 ? mostLikely(row) : drawn(row, draws[i]);
        }
        return symbols;
    }

    private static int mostLikely(double[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    /** The symbol at whose interval of the summed probabilities the draw falls, in the symbols' order. */
    private int drawn(double[] row, double draw) {
        double least = topK == 0 || topK >= row.length ? Double.NEGATIVE_INFINITY : kth(row);
        double max = row[mostLikely(row)];
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] < least ? 0 : StrictMath.exp((row[i] - max) / temperature);
            sum += row[i];
        }
        double left = draw * sum;
        int last = 0;
        for (int i = 0; i < row.length; i++) {
            if (row[i] > 0) {
                last = i;
                left -= row[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private double kth(double[] row) {
        double[] sorted = row.clone();
        Arrays.sort(sorted);
        return sorted[row.length - topK];
    }
}
