package dev.merapi.tests;

import java.util.List;

/** What an operator should give, in naive double loops. */
@FunctionalInterface
public interface Oracle {
    /** The result of these inputs. */
    Array of(List<Array> inputs);
}
