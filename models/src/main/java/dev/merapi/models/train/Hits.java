package dev.merapi.models.train;

import dev.merapi.tensor.Tensor;

/** How many samples were classified rightly, of how many that have a class for a target. */
record Hits(long correct, long classified) {
    private static final Hits NONE = new Hits(0, 0);

    /** Of output [n, classes] and integer targets [n]; none for other shapes. */
    static Hits of(Tensor output, Tensor target) {
        boolean classes =
                output.rank() == 2 && target.rank() == 1 && !target.dtype().isFloating();
        if (!classes) {
            return NONE;
        }
        long[] predicted = output.argmax(1).toLongArray();
        long[] wanted = target.toLongArray();
        long correct = 0;
        for (int i = 0; i < wanted.length; i++) {
            correct += predicted[i] == wanted[i] ? 1 : 0;
        }
        return new Hits(correct, wanted.length);
    }
}
