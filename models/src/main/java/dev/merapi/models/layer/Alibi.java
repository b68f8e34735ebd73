package dev.merapi.models.layer;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * Positions by a bias that falls with the distance: head h adds -m_h (i - j) to the score of query i and key j. Source:
 * Press, Smith, Lewis, "Train short, test long: attention with linear biases", 2022.
 */
public final class Alibi {
    private Alibi() {}

    /**
     * The slopes m_h: for a power of two of heads 2^(-8 / h), 2^(-16 / h), ..., 2^-8; otherwise those of the power of
     * two below, and then every second one of the next.
     */
    public static double[] slopes(int heads) {
        int power = Integer.highestOneBit(heads);
        double[] slopes = new double[HeapArray.length("Alibi", heads, Double.BYTES)];
        for (int i = 0; i < heads; i++) {
            slopes[i] = i < power
                    ? StrictMath.pow(2, -8.0 * (i + 1) / power)
                    : StrictMath.pow(2, -4.0 * (2 * (i - power) + 1) / power);
        }
        return slopes;
    }

    /**
     * The mask m_h j [1, heads, 1, keys] for causal attention. What it lacks, -m_h i, is the same for all of a query's
     * keys, and softmax doesn't see it; so nothing of size [queries, keys] is made, and a key's bias stays when more
     * keys come.
     */
    public static Tensor mask(int heads, int keys) {
        Shape shape = Shape.of(1, heads, 1, keys);
        double[] slopes = slopes(heads);
        return Tabulated.of(shape, i -> slopes[i / keys] * (i % keys));
    }
}
