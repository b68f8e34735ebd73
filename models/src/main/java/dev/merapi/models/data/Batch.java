package dev.merapi.models.data;

import dev.merapi.tensor.Tensor;

/** Some samples: {@code inputs} [n, ...] and {@code targets} [n, ...]. */
public record Batch(Tensor inputs, Tensor targets) {
    /** The number of samples. */
    public int size() {
        return inputs.size(0);
    }

    /** Samples {@code from} to {@code to} (exclusive), as views. */
    public Batch slice(int from, int to) {
        return new Batch(inputs.slice(0, from, to), targets.slice(0, from, to));
    }
}
