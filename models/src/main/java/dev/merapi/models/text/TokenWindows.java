package dev.merapi.models.text;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * Windows of one long text, to learn what comes next: {@code inputs} int64 [b, length] and {@code targets} int64 [b, length],
 * one symbol further on.
 */
public final class TokenWindows implements Dataset {
    private final int[] tokens;
    private final int[] starts;
    private final int length;

    private TokenWindows(int[] tokens, int[] starts, int length) {
        this.tokens = tokens;
        this.starts = starts;
        this.length = length;
    }

    /** Side by side, from the first symbol on; what is left at the end is left out. */
    public static TokenWindows sideBySide(int[] tokens, int length) {
        check(tokens, length);
        int[] starts = new int[(tokens.length - 1) / length];
        Arrays.setAll(starts, i -> i * length);
        return new TokenWindows(tokens.clone(), starts, length);
    }

    /** So many, anywhere: the key says where. */
    public static TokenWindows random(int[] tokens, int length, int count, RandomKey key) {
        check(tokens, length);
        int places = tokens.length - length;
        float[] shares = key.uniform(count).toFloatArray();
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> Math.min(places - 1, (int) ((double) shares[i] * places)));
        return new TokenWindows(tokens.clone(), starts, length);
    }

    private static void check(int[] tokens, int length) {
        if (length < 1 || tokens.length <= length) {
            throw new IllegalArgumentException("a text of " + tokens.length + " symbols has no window of " + length
                    + " with a symbol behind it; take a longer text or shorter windows");
        }
    }

    @Override
    public int size() {
        return starts.length;
    }

    @Override
    public Batch batch(int[] indices) {
        Dataset.existing(size(), indices);
        Shape shape = Shape.of(indices.length, length);
        return new Batch(Tensor.of(shape, window(indices, 0)), Tensor.of(shape, window(indices, 1)));
    }

    private long[] window(int[] indices, int shift) {
        long[] out = new long[indices.length * length];
        for (int b = 0; b < indices.length; b++) {
            for (int t = 0; t < length; t++) {
                out[b * length + t] = tokens[starts[indices[b]] + t + shift];
            }
        }
        return out;
    }
}
