package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Bert;
import dev.merapi.models.zoo.MaskedTexts;
import dev.merapi.models.zoo.TokenMasking;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A BERT against PyTorch in both of its trainings (make_bert.py), and the texts whose words it must name. */
class BertTest {
    private static final RandomKey KEY = RandomKey.of(4);
    private static final int WIDTH = 8;

    private static Bert encoder() {
        TransformerOptions options =
                new TransformerOptions(WIDTH, 2).hidden(16).dropout(0).activation(TransformerOptions.Activation.GELU);
        return Bert.of(new Bert.Config(20, 9, 2, options, 0), KEY);
    }

    @Test
    void namesHiddenWordsAndThenClassifiesAsPyTorchDoes() {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens/bert.safetensors"))
                .tensors();
        float[] losses = golden.get("losses").toFloatArray();
        Bert bert = encoder();
        Bert.MaskedLm words = Bert.MaskedLm.of(bert, KEY);
        Batch hidden = new Batch(golden.get("ids"), golden.get("words"), List.of(golden.get("places")));
        put(golden, "init.lm.", words);
        Forward named = batch -> words.forward(batch.inputs(), batch.more().getFirst());
        close(golden.get("logits.lm"), named.of(hidden), "logits of hidden words");
        train(new Trainer(words, named, recipe(new CrossEntropy().classAxis(-1))), hidden, losses, 0);
        compare(golden, "middle.lm.", words);

        Bert.Classifier classes = Bert.Classifier.of(bert, 3, KEY);
        Batch labelled = new Batch(golden.get("ids"), golden.get("classes"));
        put(golden, "init.classes.", classes);
        close(golden.get("logits.classes"), classes.forward(labelled.inputs()), "logits of classes");
        train(new Trainer(classes, recipe(new CrossEntropy())), labelled, losses, losses.length / 2);
        compare(golden, "final.classes.", classes);
    }

    private static Recipe recipe(CrossEntropy loss) {
        return Recipe.of(loss, Sgd.of(0.2)).shards(2);
    }

    private static void train(Trainer trainer, Batch batch, float[] losses, int from) {
        for (int s = from; s < from + losses.length / 2; s++) {
            assertEquals(losses[s], trainer.step(batch), 1e-5 * losses[s], "loss " + s);
        }
    }

    private static void put(Map<String, Tensor> golden, String prefix, Object model) {
        State.of(model).parameters().forEach((name, p) -> p.assign(golden.get(prefix + name)));
    }

    private static void compare(Map<String, Tensor> golden, String prefix, Object model) {
        State.of(model).parameters().forEach((name, p) -> close(golden.get(prefix + name), p, prefix + name));
    }

    private static void close(Tensor expected, Tensor actual, String what) {
        double off = expected.sub(actual).abs().max().item();
        assertTrue(off <= 2e-5, what + " is off by " + off);
    }

    @Test
    void logitsOfSomePlacesAreThoseOfAll() {
        Bert.MaskedLm model = Bert.MaskedLm.of(encoder(), KEY);
        Tensor ids = Tensor.of(3L, 4, 5, 6, 7, 8, 9, 0).reshape(2, 4);
        Tensor all = model.forward(ids);
        Tensor some = model.forward(ids, Tensor.of(0L, 3, 2, 2).reshape(2, 2));
        assertTrue(some.select(0, 0).select(0, 1).equalBits(all.select(0, 0).select(0, 3)));
        assertTrue(some.select(0, 1).select(0, 0).equalBits(all.select(0, 1).select(0, 2)));
        assertEquals(
                "Bert.MaskedLm: the places [4] of the ids [2, 4] should be [2, k], k places in each text",
                assertThrows(ShapeException.class, () -> model.forward(ids, Tensor.of(0L, 3, 2, 2)))
                        .getMessage());
        String tooLong = assertThrows(
                        ShapeException.class,
                        () -> model.forward(Tensor.of(new long[10]).unsqueeze(0)))
                .getMessage();
        assertTrue(tooLong.contains("positions 0 to 10") && tooLong.contains("the longest sequence, 9"), tooLong);
    }

    private static MaskedTexts texts() {
        int[] text = IntStream.range(4, 104).toArray();
        return new MaskedTexts(List.of(text, new int[] {5, 6}, new int[0]), 40, 2, new TokenMasking(200, 4, 3, 0.3));
    }

    @Test
    void hiddenWordsAreNamedByTheirPlaces() {
        MaskedTexts texts = texts();
        Batch batch = texts.trainingBatch(new int[] {0, 2}, KEY);
        Tensor places = batch.more().getFirst();
        assertEquals(batch.targets().shape(), places.shape());
        long[] ids = batch.inputs().select(0, 0).toLongArray();
        assertEquals(2, ids[0]);
        // The first text counts upwards: what its window hides follows from what it shows.
        long first = IntStream.range(1, 40)
                .filter(t -> ids[t] != 3 && ids[t] - t == ids[t % 39 + 1] - (t % 39 + 1))
                .mapToLong(t -> ids[t] - t)
                .findFirst()
                .orElseThrow();
        long[] wanted = batch.targets().select(0, 0).toLongArray();
        long[] at = places.select(0, 0).toLongArray();
        for (int k = 0; k < wanted.length; k++) {
            assertEquals(first + at[k], wanted[k], "word " + k);
        }
        assertTrue(Arrays.stream(batch.targets().select(0, 1).toLongArray())
                .allMatch(target -> target == CrossEntropy.IGNORE));
        assertArrayEquals(
                new long[] {2, 0, 0}, Arrays.copyOf(batch.inputs().select(0, 1).toLongArray(), 3));
    }

    @Test
    void anEpochHidesOtherWordsAndASampleDoesntSeeItsBatch() {
        MaskedTexts texts = texts();
        Batch alone = texts.trainingBatch(new int[] {0}, KEY);
        Batch beside = texts.trainingBatch(new int[] {1, 0}, KEY);
        assertTrue(alone.inputs().select(0, 0).equalBits(beside.inputs().select(0, 1)));
        assertFalse(alone.inputs()
                .equalBits(texts.trainingBatch(new int[] {0}, KEY.fold(1)).inputs()));
        assertTrue(texts.batch(new int[] {0, 1})
                .inputs()
                .equalBits(texts.batch(new int[] {0, 1}).inputs()));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new MaskedTexts(List.of(), 1, 2, texts.masking()))
                .getMessage()
                .contains("length 1 have no room for a word"));
    }
}
