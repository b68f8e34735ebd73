package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.Fan;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.Sequences;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Sizes that overflow, or are below 0, are told in a sentence before any memory is asked for. */
class ImpossibleSizesTest {
    private static final int HUGE = Integer.MAX_VALUE;
    private static final RandomKey KEY = RandomKey.of(1);
    private static final String ENDS = " elements is impossible; sizes go from 0 to 2^31 - 1";
    private static final String MANY = " has more than 2^31 - 1 elements; split it";

    private static void told(String sentence, Executable f) {
        assertEquals(sentence, assertThrows(ShapeException.class, f).getMessage());
    }

    @Test
    void computedSizes() {
        Tensor long1 = Tensor.zeros(1).expand(HUGE);
        told("concat: an axis of 4294967294" + ENDS, () -> Tensor.concat(0, long1, long1));
        told("pad: an axis of 4294967297" + ENDS, () -> Tensor.zeros(3).pad(new int[] {HUGE}, new int[] {HUGE}, 0));
        told("arange: an axis of -1" + ENDS, () -> Tensor.arange(-1));
        told("permutation: an axis of -1" + ENDS, () -> KEY.permutation(-1));
        told("MaxOut: an axis of 3221225472" + ENDS, () -> MaxOut.of(3, 1 << 30, 3, KEY));
        told("a recurrent cell of 536870912 units: an axis of 2147483648" + ENDS, () -> Lstm.of(3, 1 << 29, KEY));
        told("Alibi: an axis of -3" + ENDS, () -> Alibi.slopes(-3));
        told(
                "a recurrent cell of 1073741824 units: an axis of 4294967296" + ENDS,
                () -> Lstm.of(3, 1 << 30, RecurrentOptions.DEFAULT.inBothDirections(), KEY));
    }

    @Test
    void tables() {
        told("shape [65536, 65536]" + MANY, () -> SinusoidalPositions.of(1 << 16, 1 << 16));
        told("shape [65536, 65536]" + MANY, () -> RotaryPositions.of(1 << 16, 1 << 17));
        told("shape [1, 65536, 1, 65536]" + MANY, () -> Alibi.mask(1 << 16, 1 << 16));
        told("shape [65536, 65536]" + MANY, () -> new ConfusionMatrix(1 << 16));
        told("shape [2, 2147483647]" + MANY, () -> Sequences.padSequences(List.of(new int[1], new int[1]), HUGE));
        told("shape [2, 65536, 65536, 3]" + MANY, () -> Fan.of(2, 1 << 16, 1 << 16, 3));
        told("shape [2, 65536, 65536, 3]" + MANY, () -> Init.orthogonal(KEY, 1, 2, 1 << 16, 1 << 16, 3));
        told(
                "MultiHeadAttention: 3 heads don't divide queries of width 0 and keys of width 0; choose a divisor of both",
                () -> MultiHeadAttention.of(0, 3, KEY));
    }

    /** What is outside counts as 0, however wide the window. */
    @Test
    void aWindowMuchWiderThanTheChannels() {
        Tensor x = KEY.normal(2, 3, 4);
        assertArrayEquals(
                x.localResponseNorm(7, 7, 0.75, 1).toFloatArray(),
                x.localResponseNorm(1 << 30, 1 << 30, 0.75, 1).toFloatArray());
    }
}
