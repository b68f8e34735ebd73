package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * A text cut into streams of the same length that are read side by side, window by window; symbols that don't fill a last one
 * are left out.
 *
 * @param count of streams
 * @param window symbols that are read at once
 */
record TextStreams(long[] text, int count, int window) {
    /** Checks that each stream has a symbol and the next. */
    TextStreams {
        if ((text.length - 1) / count < 1) {
            throw new IllegalArgumentException("a text of " + text.length + " symbols can't be read in " + count
                    + " streams; each needs one symbol and the next: take fewer streams");
        }
    }

    /** Symbols of a stream that are followed by another. */
    private int length() {
        return (text.length - 1) / count;
    }

    int windows() {
        return Math.ceilDiv(length(), window);
    }

    /** The symbols of a window [streams, t], and the next ones [streams, t]. */
    Batch batch(int number) {
        int from = number * window;
        int to = Math.min(length(), from + window);
        return new Batch(symbols(from, to), symbols(from + 1, to + 1));
    }

    private Tensor symbols(int from, int to) {
        long[] values = new long[count * (to - from)];
        for (int i = 0; i < count; i++) {
            long[] part = Arrays.copyOfRange(text, i * length() + from, i * length() + to);
            System.arraycopy(part, 0, values, i * part.length, part.length);
        }
        return Tensor.of(Shape.of(count, to - from), values);
    }
}
