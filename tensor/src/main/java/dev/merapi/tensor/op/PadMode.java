package dev.merapi.tensor.op;

/** What the elements in front of and behind an axis are; PyTorch's padding_mode. */
public enum PadMode {
    /** 0. */
    ZEROS,
    /** The axis mirrored at its first and last element, which aren't repeated: c b | a b c | b a. */
    REFLECT,
    /** The first and the last element: a a | a b c | c c. */
    REPLICATE,
    /** The axis again: b c | a b c | a b. */
    CIRCULAR;

    /** The most elements that an axis of n has for one side. */
    int most(int n) {
        return switch (this) {
            case ZEROS -> Integer.MAX_VALUE;
            case REFLECT -> Math.max(0, n - 1);
            case REPLICATE -> n == 0 ? 0 : Integer.MAX_VALUE;
            case CIRCULAR -> n;
        };
    }

    /** Which of n elements is at i, for an i that may be below 0 or n and more; not for zeros. */
    int source(int i, int n) {
        return switch (this) {
            case ZEROS -> throw new IllegalStateException("a zero comes from no element");
            case REFLECT -> i < 0 ? -i : i < n ? i : 2 * (n - 1) - i;
            case REPLICATE -> Math.clamp(i, 0, n - 1);
            case CIRCULAR -> Math.floorMod(i, n);
        };
    }
}
