package dev.merapi.tests;

import java.util.Arrays;

/**
 * One input of a case.
 *
 * @param domain its values
 * @param dims its shape
 */
public record Input(Domain domain, int... dims) {
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
