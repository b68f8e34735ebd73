package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Bert;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.models.zoo.TokenMasking;
import dev.merapi.models.zoo.Transformer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each transformer of the zoo learns a small batch by heart, and decodes it. */
class ZooTransformersTest {
    private static final RandomKey KEY = RandomKey.of(9);
    private static final TransformerOptions SMALL =
            new TransformerOptions(32, 4).hidden(64).dropout(0).normFirst(true);
    private static final Loss PER_SYMBOL = new CrossEntropy().classAxis(-1);

    private static final int PADDING = 0;
    private static final int BEGIN = 1;
    private static final int END = 2;

    /** Words turned round: 3 4 5 becomes 5 4 3. */
    private static final long[][] SOURCES = {
        {3, 4, 5, 6}, {7, 3, 3, 5}, {6, 6, 4, 0}, {5, 0, 0, 0}, {4, 7, 6, 3}, {7, 5, 0, 0}
    };

    private static long[] reversed(long[] source) {
        long[] words = Arrays.stream(source).filter(w -> w != PADDING).toArray();
        long[] turned = new long[words.length];
        Arrays.setAll(turned, i -> words[words.length - 1 - i]);
        return turned;
    }

    private static Tensor table(long[]... rows) {
        return Tensor.of(
                Shape.of(rows.length, rows[0].length),
                Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray());
    }

    private static double train(Layer model, Batch batch, Loss loss, int steps) {
        return train(new Trainer(model, Recipe.of(loss, Adam.of(3e-3)).shards(2)), batch, steps);
    }

    private static double train(Trainer trainer, Batch batch, int steps) {
        double last = 0;
        for (int i = 0; i < steps; i++) {
            last = trainer.step(batch);
        }
        return last;
    }

    @Test
    void transformerLearnsToTurnWordsRound() {
        var config = new Transformer.Config(8, 8, 4, 6, 1, SMALL, PADDING, BEGIN, END);
        Transformer model = Transformer.of(config, KEY);
        long[][] inputs = new long[SOURCES.length][5];
        long[][] labels = new long[SOURCES.length][5];
        for (int i = 0; i < SOURCES.length; i++) {
            long[] target = reversed(SOURCES[i]);
            Arrays.fill(labels[i], END);
            System.arraycopy(target, 0, labels[i], 0, target.length);
            inputs[i][0] = BEGIN;
            System.arraycopy(labels[i], 0, inputs[i], 1, 4);
        }
        Batch batch = new Batch(table(SOURCES), table(labels), List.of(table(inputs)));
        Recipe recipe = Recipe.of(PER_SYMBOL, Adam.of(3e-3)).shards(2);
        Trainer trainer =
                new Trainer(model, b -> model.forward(b.inputs(), b.more().getFirst()), recipe);
        double loss = train(trainer, batch, 120);
        assertTrue(loss < 0.1, "loss " + loss);
        List<long[]> found = model.greedy(table(SOURCES));
        for (int i = 0; i < SOURCES.length; i++) {
            assertArrayEquals(reversed(SOURCES[i]), found.get(i), "source " + i);
            assertArrayEquals(reversed(SOURCES[i]), model.beam(table(SOURCES[i]), 3, 0.6), "source " + i);
        }
        var error = assertThrows(ShapeException.class, () -> model.beam(table(SOURCES), 3, 0.6));
        assertTrue(error.getMessage().contains("[6, 4]"), error.getMessage());
    }

    /** So many beams that none is lost find the best of all sequences. */
    @Test
    void wideBeamsFindTheBestSequence() {
        var config = new Transformer.Config(8, 5, 4, 3, 1, SMALL, PADDING, BEGIN, END);
        for (int seed = 0; seed < 5; seed++) {
            Transformer model = Transformer.of(config, KEY.fold(seed));
            Tensor source = table(SOURCES[seed]);
            double best = Double.NEGATIVE_INFINITY;
            long[] wanted = {};
            for (int code = 0; code < 125; code++) {
                long[] symbols = {code / 25, code / 5 % 5, code % 5};
                int length = 0;
                while (length < 3 && symbols[length] != END) {
                    length++;
                }
                if (length < 3) {
                    double score = score(model, source, Arrays.copyOf(symbols, length + 1));
                    if (score > best + 1e-9) {
                        best = score;
                        wanted = Arrays.copyOf(symbols, length);
                    }
                }
            }
            assertArrayEquals(wanted, model.beam(source, 25, 0.8), "seed " + seed);
        }
    }

    private static double score(Transformer model, Tensor source, long[] symbols) {
        long[] inputs = new long[symbols.length];
        inputs[0] = BEGIN;
        System.arraycopy(symbols, 0, inputs, 1, symbols.length - 1);
        Tensor logs = model.forward(source, table(inputs)).logSoftmax(-1);
        double sum = 0;
        for (int t = 0; t < symbols.length; t++) {
            sum += logs.get(0, t, (int) symbols[t]);
        }
        return sum / Math.pow((5 + symbols.length) / 6.0, 0.8);
    }

    @Test
    void gptLearnsASentence() {
        Gpt model = Gpt.of(new Gpt.Config(8, 12, 1, 4, 32, 0, true), KEY);
        long[] text = {1, 2, 3, 4, 5, 6, 7, 1, 3, 5, 7, 2, 4};
        Tensor all = table(text, text);
        double loss = train(model, new Batch(all.slice(1, 0, 12), all.slice(1, 1, 13)), PER_SYMBOL, 120);
        assertTrue(loss < 0.1, "loss " + loss);
        long[] said =
                model.generate(table(new long[] {1, 2}), 11, Sampling.GREEDY).toLongArray();
        assertArrayEquals(text, said);
    }

    @Test
    void bertNamesHiddenWordsAndClassifies() {
        Bert bert = Bert.of(new Bert.Config(8, 6, 1, SMALL.normFirst(false), PADDING), KEY);
        Bert.MaskedLm words = Bert.MaskedLm.of(bert, KEY.fold("words"));
        Tensor hidden = table(new long[] {3, 1, 5, 6}, new long[] {7, 1, 4, 0});
        long no = CrossEntropy.IGNORE;
        Tensor wanted = table(new long[] {no, 4, no, no}, new long[] {no, 6, no, no});
        double named = train(words, new Batch(hidden, wanted), PER_SYMBOL, 60);
        assertTrue(named < 0.1, "loss " + named);
        Bert.Classifier classes = Bert.Classifier.of(bert, 2, KEY.fold("classes"));
        double told =
                train(classes, new Batch(table(SOURCES), Tensor.of(0L, 1L, 1L, 0L, 0L, 1L)), new CrossEntropy(), 60);
        assertTrue(told < 0.1, "loss " + told);
        Tensor padded = bert.forward(table(new long[] {3, 4, 0, 0}));
        Tensor alone = bert.forward(table(new long[] {3, 4}));
        assertTrue(padded.slice(1, 0, 2).allClose(alone, 1e-5, 1e-5), "padding isn't looked at");
    }

    @Test
    void maskingHidesAShareOfTheWords() {
        TokenMasking masking = new TokenMasking(50, 5, 4, 0.15);
        long[] ids = new long[20000];
        Arrays.setAll(ids, i -> i % 50);
        Batch batch = masking.apply(Tensor.of(Shape.of(200, 100), ids), KEY);
        long[] inputs = batch.inputs().toLongArray();
        long[] targets = batch.targets().toLongArray();
        int chosen = 0;
        int masked = 0;
        int kept = 0;
        for (int i = 0; i < ids.length; i++) {
            if (targets[i] == CrossEntropy.IGNORE) {
                assertEquals(ids[i], inputs[i]);
            } else {
                chosen++;
                assertEquals(ids[i], targets[i]);
                assertTrue(ids[i] >= 5 && (inputs[i] >= 5 || inputs[i] == 4));
                masked += inputs[i] == 4 ? 1 : 0;
                kept += inputs[i] == ids[i] ? 1 : 0;
            }
        }
        assertEquals(0.15 * 18000, chosen, 200);
        assertEquals(0.8, (double) masked / chosen, 0.03);
        assertEquals(0.1 + 0.1 / 45, (double) kept / chosen, 0.02);
        assertEquals(DType.INT64, batch.inputs().dtype());
        assertThrows(IllegalArgumentException.class, () -> new TokenMasking(50, 5, 50, 0.15));
    }
}
