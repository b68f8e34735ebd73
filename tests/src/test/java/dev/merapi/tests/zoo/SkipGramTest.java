package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.PrincipalComponents;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.text.WordPairs;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.SkipGram;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Skip-gram against PyTorch (make_skipgram.py), the pairs that it learns from, and the plane that its words are
 * shown in.
 */
class SkipGramTest {
    private static final RandomKey KEY = RandomKey.of(6);

    private static Forward forward(SkipGram model) {
        return batch -> model.forward(batch.inputs(), batch.more().getFirst());
    }

    @Test
    void logitsAndTrainingArePyTorchs() {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens/skipgram.safetensors"))
                .tensors();
        SkipGram model = SkipGram.of(12, 6, KEY);
        Map<String, Tensor> parameters = State.of(model).parameters();
        parameters.forEach((name, p) -> p.assign(golden.get("init." + name)));
        Tensor others = golden.get("others");
        Tensor wanted = Tensor.arange(others.size(1)).eq(0).to(DType.FLOAT32).expand(others.size(0), others.size(1));
        Batch batch = new Batch(golden.get("words"), wanted, List.of(others));
        assertTrue(forward(model).of(batch).allClose(golden.get("logits"), 1e-5, 1e-6));
        Trainer trainer = new Trainer(model, forward(model), Recipe.of(new BinaryCrossEntropy(), Sgd.of(0.5)));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            assertEquals(losses[s], trainer.step(batch), 1e-5 * losses[s], "loss of step " + (s + 1));
        }
        parameters.forEach((name, p) -> assertTrue(p.allClose(golden.get("final." + name), 1e-5, 1e-6), name));
    }

    /** Words 0 to 3 stand among themselves, words 4 to 7 among themselves. */
    private static int[] twoWorlds(int n) {
        return IntStream.range(0, n)
                .map(i -> (i / 40 % 2) * 4 + Math.floorMod((int) KEY.fold(i).bits(), 4))
                .toArray();
    }

    @Test
    void wordsOfOneWorldGetSimilarVectors() {
        WordPairs pairs = WordPairs.of(twoWorlds(4000), 8, new WordPairs.Options(3, 4, 1), 2000);
        SkipGram model = SkipGram.of(8, 6, KEY);
        Recipe recipe =
                Recipe.of(new BinaryCrossEntropy(), Adam.of(0.02)).epochs(4).batch(50);
        new Trainer(model, forward(model), recipe).fit(pairs);
        float[] similar = model.similarities(1);
        assertEquals(1, similar[1], 1e-5);
        for (int w = 4; w < 8; w++) {
            assertTrue(similar[0] > similar[w] + 0.3 && similar[2] > similar[w] + 0.3, Arrays.toString(similar));
        }
    }

    @Test
    void pairsAreNeighboursAndNoiseByTheirFrequencies() {
        int[] text =
                IntStream.range(0, 3000).map(i -> i % 3 == 0 ? 0 : 1 + i % 50).toArray();
        WordPairs pairs = WordPairs.of(text, 60, new WordPairs.Options(2, 3, 0.01), 5000);
        Batch batch = pairs.trainingBatch(IntStream.range(0, 5000).toArray(), KEY);
        assertEquals(Shape.of(5000, 4), batch.targets().shape());
        assertEquals(5000, batch.targets().sum().item());
        long[] words = batch.inputs().toLongArray();
        long[] others = batch.more().getFirst().toLongArray();
        double frequent = Arrays.stream(words).filter(w -> w == 0).count() / 5000.0;
        // Kept with probability sqrt(0.01 / f): a third of the text is word 0, the others are 1/75 each, more or less.
        double zero = Math.sqrt(0.01 / 3);
        double rest = 2 / 3.0 * Math.sqrt(0.01 * 75);
        assertEquals(zero / (zero + rest), frequent, 0.02);
        int noise = 0;
        int beside = 0;
        for (int i = 0; i < words.length; i++) {
            assertTrue(others[4 * i] < 51 && words[i] < 51, "only what the text has");
            beside += others[4 * i] == 0 ? 1 : 0;
            for (int k = 1; k < 4; k++) {
                assertTrue(
                        others[4 * i + k] != others[4 * i] && others[4 * i + k] < 51, "noise that isn't the neighbour");
                noise += others[4 * i + k] == 0 ? 1 : 0;
            }
        }
        double third = Math.pow(1000, 0.75);
        double share = third / (third + 50 * Math.pow(40, 0.75));
        // Beside a word 0 there's no noise of its own.
        assertEquals(share * (1 - beside / 5000.0), noise / 15000.0, 0.01);
    }

    @Test
    void aPairDoesntSeeItsBatchAndAnEpochHasOthers() {
        WordPairs pairs = WordPairs.of(twoWorlds(400), 8, new WordPairs.Options(3, 4, 1), 100);
        Batch some = pairs.trainingBatch(new int[] {7, 3}, KEY);
        assertTrue(some.more()
                .getFirst()
                .select(0, 1)
                .equalBits(pairs.trainingBatch(new int[] {3}, KEY)
                        .more()
                        .getFirst()
                        .select(0, 0)));
        assertFalse(some.more()
                .getFirst()
                .equalBits(pairs.trainingBatch(new int[] {7, 3}, KEY.fold(1))
                        .more()
                        .getFirst()));
        assertArrayEquals(
                pairs.batch(new int[] {1, 2}).inputs().toLongArray(),
                pairs.batch(new int[] {1, 2}).inputs().toLongArray());
        assertEquals(9, pairs.from(new int[] {1, 2, 3}, 9).size());
    }

    @Test
    void principalComponentsAreTheDirectionsOfMostVariance() {
        Tensor small = KEY.fold("points").normal(200, 3).mul(Tensor.of(5f, 0.1f, 1f));
        Tensor turned = small.matmul(
                        Tensor.of(0.6f, 0.8f, 0, -0.8f, 0.6f, 0, 0, 0, 1).reshape(3, 3))
                .add(7);
        PrincipalComponents found = PrincipalComponents.of(turned, 2, KEY);
        assertTrue(
                found.axes().allClose(Tensor.of(0.6, 0.8, 0, 0, 0, 1).reshape(2, 3), 0, 0.02), () -> "" + found.axes());
        Tensor at = found.apply(turned);
        assertEquals(0, at.mean(0).abs().max().item(), 1e-5);
        assertEquals(0, at.select(1, 0).mul(at.select(1, 1)).mean().item(), 1e-3, "not correlated");
        Tensor equal = Tensor.ones(4, 3);
        assertEquals(
                0,
                PrincipalComponents.of(equal, 1, KEY).apply(equal).abs().max().item());
    }

    @Test
    void mistakesTeach() {
        WordPairs.Options options = new WordPairs.Options(2, 3, 0.01);
        teaches("up to 0 apart", () -> new WordPairs.Options(0, 3, 0.01));
        teaches("word 9 at 1 of the text is outside [0, 9)", () -> WordPairs.of(new int[] {1, 9}, 9, options, 5));
        teaches("a text of 0 known words has no pair of different ones", () -> WordPairs.of(new int[0], 9, options, 5));
        teaches("a text of 2 known words has no pair", () -> WordPairs.of(new int[] {3, 3}, 9, options, 5));
        teaches(
                "the samples [4, 3] should be [n, d], and 4 directions",
                () -> PrincipalComponents.of(Tensor.ones(4, 3), 4, KEY));
        assertEquals(
                "SkipGram: words [2] and others [3, 4] should be [n] and [n, m], m for each word",
                assertThrows(
                                ShapeException.class,
                                () -> SkipGram.of(5, 2, KEY)
                                        .forward(
                                                Tensor.of(1L, 2),
                                                Tensor.ones(3, 4).to(DType.INT64)))
                        .getMessage());
    }

    private static void teaches(String words, Runnable mistake) {
        String message =
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
        assertTrue(message.contains(words), message);
    }
}
