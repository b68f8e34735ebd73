package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.zoo.BigramModel;
import dev.merapi.models.zoo.NgramModel;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the two smallest language models write. */
class GeneratedTextTest {
    private static final RandomKey KEY = RandomKey.of(2);

    @Test
    void countedModelGoesOnWithWhatItCounted() {
        int[] text = IntStream.range(0, 200).map(i -> i % 4 == 3 ? 1 : i % 4).toArray();
        NgramModel model = NgramModel.fit(text, 4, 5);
        assertArrayEquals(Arrays.copyOfRange(text, 8, 20), model.generate(Arrays.copyOf(text, 8), 12, Sampling.GREEDY));
        Sampling warm = new Sampling(3, 0, KEY);
        int[] drawn = model.generate(text, 40, warm);
        assertArrayEquals(drawn, model.generate(text, 40, warm));
        assertFalse(Arrays.equals(drawn, model.generate(text, 40, new Sampling(3, 0, KEY.fold(1)))));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> model.generate(new int[] {5}, 1, Sampling.GREEDY))
                .getMessage()
                .contains("symbol 5 at 0"));
    }

    @Test
    void bigramModelFollowsItsTable() {
        Tensor table = Tensor.of(0f, 9, 0, 0, 0, 9, 9, 0, 0).reshape(3, 3);
        BigramModel model = new BigramModel(new Embedding(table));
        assertArrayEquals(new long[] {2, 0, 1, 2, 0}, model.generate(new long[] {2, 1}, 5, Sampling.GREEDY));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> model.generate(new long[0], 1, Sampling.GREEDY))
                .getMessage()
                .contains("the prompt is empty"));
    }
}
