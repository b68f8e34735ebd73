package dev.merapi.tests;

import java.util.List;
import java.util.function.Supplier;

/**
 * A use that must fail.
 *
 * @param attempt the use
 * @param fragments what the error must contain
 */
public record Mistake(Supplier<?> attempt, List<String> fragments) {
    /** This use fails, and the error contains these. */
    public static Mistake of(Supplier<?> attempt, String... fragments) {
        return new Mistake(attempt, List.of(fragments));
    }
}
