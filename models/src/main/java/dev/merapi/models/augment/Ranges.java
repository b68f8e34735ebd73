package dev.merapi.models.augment;

/** Numbers that must lie within bounds. */
final class Ranges {
    private Ranges() {}

    static void check(String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(what + " of " + value + " must be from " + low + " to " + high);
        }
    }
}
