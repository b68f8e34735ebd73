package dev.merapi.models.zoo;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Draws a symbol with probability softmax(logits / temperature), of the likeliest few.
 *
 * @param temperature below 1 the likely ones become likelier; 0 takes the likeliest
 * @param topK how many may be drawn at all; of equals the first ones
 */
public record Sampling(double temperature, int topK) {
    /** All symbols with their own probabilities. */
    public static final Sampling PLAIN = new Sampling(1, Integer.MAX_VALUE);

    /** Always the likeliest. */
    public static final Sampling GREEDY = new Sampling(0, 1);

    /** Checks the numbers. */
    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature) || topK < 1) {
            throw new IllegalArgumentException("sampling at temperature " + temperature + " among the top " + topK
                    + " draws nothing; the temperature is 0 or more, the number 1 or more");
        }
    }

    /** The symbol that the key draws. */
    public int draw(float[] logits, RandomKey key) {
        Integer[] order = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> -logits[i]));
        int count = temperature == 0 ? 1 : Math.min(topK, order.length);
        double[] shares = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = i == 0 ? 1 : StrictMath.exp((logits[order[i]] - (double) logits[order[0]]) / temperature);
            sum += shares[i];
        }
        double at = uniform(key) * sum;
        int i = 0;
        while (i < count - 1 && at >= shares[i]) {
            at -= shares[i++];
        }
        return order[i];
    }

    private static double uniform(RandomKey key) {
        try (Scope _ = Scope.open()) {
            return key.uniform(1).item();
        }
    }
}
