package dev.merapi.tensor;

import java.util.List;

/**
 * What a recurrence gives, one layer in one direction.
 *
 * @param output h of every step [t, n, h]; zeros beyond a sample's length
 * @param state what each sample's last step left, each [n, h]: h, and c if the cell has one
 */
public record Unrolled(Tensor output, List<Tensor> state) {
    /** Copies the list. */
    public Unrolled {
        state = List.copyOf(state);
    }
}
