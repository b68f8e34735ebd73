package dev.merapi.models.text;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Sequences of numbers brought to one length, as Keras's pad_sequences, whose sides are {@code PRE} by default; here it's {@code
 * POST}.
 */
public final class Sequences {
    private Sequences() {}

    /** The side on which a sequence is filled up or cut off. */
    public enum Side {
        /** At its beginning. */
        PRE,
        /** At its end. */
        POST
    }

    /** int64 [n, longest]: short ones get zeros at the end. */
    public static Tensor padSequences(List<int[]> sequences) {
        return padSequences(sequences, Side.POST, Vocabulary.PADDING);
    }

    /** int64 [n, longest]: short ones get {@code value} on one side. */
    public static Tensor padSequences(List<int[]> sequences, Side padding, int value) {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElse(0);
        return brought(sequences, longest, padding, Side.POST, value);
    }

    /** int64 [n, length]: short ones get zeros at the end, long ones lose their end. */
    public static Tensor padSequences(List<int[]> sequences, int length) {
        return padSequences(sequences, length, Side.POST, Side.POST, Vocabulary.PADDING);
    }

    /** int64 [n, length]: short ones get {@code value} on one side, long ones are cut on one side. */
    public static Tensor padSequences(List<int[]> sequences, int length, Side padding, Side truncating, int value) {
        if (length < 1) {
            throw new IllegalArgumentException("padSequences: sequences of length " + length
                    + " hold nothing; use 1 or more, or no length for the longest's");
        }
        return brought(sequences, length, padding, truncating, value);
    }

    private static Tensor brought(List<int[]> sequences, int length, Side padding, Side truncating, int value) {
        Tensor padded = Tensor.allocate(new Spec(DType.INT64, Shape.of(sequences.size(), length)));
        MemorySegment out = padded.segment();
        for (int n = 0; n < sequences.size(); n++) {
            int[] sequence = sequences.get(n);
            int kept = Math.min(sequence.length, length);
            int from = truncating == Side.PRE ? sequence.length - kept : 0;
            int at = padding == Side.PRE ? length - kept : 0;
            for (int t = 0; t < length; t++) {
                boolean inside = t >= at && t < at + kept;
                out.setAtIndex(ValueLayout.JAVA_LONG, (long) n * length + t, inside ? sequence[from + t - at] : value);
            }
        }
        return padded;
    }

    /** int64 [n]: the sequences' lengths, at most {@code length}. */
    public static Tensor lengths(List<int[]> sequences, int length) {
        return Tensor.of(sequences.stream()
                .mapToLong(sequence -> Math.min(sequence.length, length))
                .toArray());
    }
}
