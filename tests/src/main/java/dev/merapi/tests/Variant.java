package dev.merapi.tests;

import java.util.List;

/**
 * One choice of shapes for a case's inputs.
 *
 * @param inputs the inputs
 * @param large whether it's large enough to be shared by threads, so too large for views and finite differences
 */
public record Variant(List<Input> inputs, boolean large) {
    /** For all laws. */
    public static Variant of(Input... inputs) {
        return new Variant(List.of(inputs), false);
    }

    /** For the oracle and the bits. */
    public static Variant large(Input... inputs) {
        return new Variant(List.of(inputs), true);
    }

    @Override
    public String toString() {
        return inputs.toString();
    }
}
