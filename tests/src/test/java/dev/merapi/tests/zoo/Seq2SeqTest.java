package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Seq2Seq;
import dev.merapi.models.zoo.Transformer;
import dev.merapi.models.zoo.Translator;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bahdanau's network against PyTorch (make_seq2seq.py), and what translators promise of their searches. */
class Seq2SeqTest {
    private static final RandomKey KEY = RandomKey.of(4);
    private static final int PADDING = 0;
    private static final int BEGIN = 1;
    private static final int END = 2;

    /** Words turned round: 3 4 5 becomes 5 4 3. */
    private static final long[][] SOURCES = {
        {3, 4, 5, 6}, {7, 3, 3, 5}, {6, 6, 4, 0}, {5, 0, 0, 0}, {4, 7, 6, 3}, {7, 5, 0, 0}
    };

    private static Seq2Seq seq2seq(int source, int target, int width, int units, int longest) {
        return Seq2Seq.of(new Seq2Seq.Config(source, target, width, units, 0, longest, PADDING, BEGIN, END), KEY);
    }

    private static Transformer transformer() {
        var options = new TransformerOptions(16, 2).hidden(24).dropout(0).normFirst(true);
        return Transformer.of(new Transformer.Config(8, 8, 6, 6, 2, options, PADDING, BEGIN, END), KEY);
    }

    static Stream<Translator> translators() {
        return Stream.of(seq2seq(8, 8, 8, 12, 6), transformer());
    }

    private static Tensor table(long[]... rows) {
        return Tensor.of(
                Shape.of(rows.length, rows[0].length),
                Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray());
    }

    /** Sums of a few dozen terms in float32, through at most six steps of a recurrence. */
    private static void close(String what, Tensor expected, Tensor actual) {
        double most = expected.sub(actual).abs().max().item();
        assertTrue(most <= 4e-6 * Math.max(1, expected.abs().max().item()), what + " is off by " + most);
    }

    @Test
    void fiveStepsArePyTorchs() {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens/seq2seq.safetensors"))
                .tensors();
        Seq2Seq model = seq2seq(11, 9, 4, 5, 6);
        Map<String, Tensor> parameters = State.of(model).parameters();
        assertEquals(
                parameters.size(),
                golden.keySet().stream().filter(n -> n.startsWith("init.")).count());
        parameters.forEach((name, tensor) -> tensor.assign(golden.get("init." + name)));
        Loss loss = new CrossEntropy(0.1).classAxis(-1).ignoreIndex(PADDING);
        firstStep(golden, model, parameters, loss);
        Trainer trainer = new Trainer(
                model, batch -> model.forward(batch.inputs(), batch.more().getFirst()), Recipe.of(loss, Adam.of(1e-2)));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            assertEquals(losses[s], trainer.step(batch(golden, s)), 2e-6 * (s + 1) * losses[s], "loss " + s);
        }
        parameters.forEach((name, tensor) -> {
            Tensor difference = golden.get("final." + name).sub(tensor);
            assertTrue(
                    difference.abs().max().item() <= 5e-4,
                    name + " is off by " + difference.abs().max());
            assertTrue(Math.sqrt(difference.square().mean().item()) <= 1e-6, name + " is off");
        });
    }

    private static Batch batch(Map<String, Tensor> golden, int step) {
        Tensor targets = golden.get("targets").select(0, step);
        int t = targets.size(1);
        return new Batch(
                golden.get("sources").select(0, step), targets.slice(1, 1, t), List.of(targets.slice(1, 0, t - 1)));
    }

    private static void firstStep(
            Map<String, Tensor> golden, Seq2Seq model, Map<String, Tensor> parameters, Loss loss) {
        Batch batch = batch(golden, 0);
        Tensor given = batch.more().getFirst();
        close("logits", golden.get("logits"), model.forward(batch.inputs(), given));
        close("alignments", golden.get("alignments"), model.alignments(batch.inputs(), given));
        List<Tensor> gradients = Autograd.valueAndGrad(
                        List.copyOf(parameters.values()),
                        () -> loss.of(model.forward(batch.inputs(), given), batch.targets()))
                .gradients()
                .all();
        int k = 0;
        for (String name : parameters.keySet()) {
            close("gradient of " + name, golden.get("grad." + name), gradients.get(k++));
        }
    }

    private static long[] reversed(long[] source) {
        long[] words = Arrays.stream(source).filter(w -> w != PADDING).toArray();
        long[] turned = new long[words.length];
        Arrays.setAll(turned, i -> words[words.length - 1 - i]);
        return turned;
    }

    @Test
    void learnsToTurnWordsRound() {
        Seq2Seq model = seq2seq(8, 8, 16, 24, 6);
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
        Recipe recipe =
                Recipe.of(new CrossEntropy().classAxis(-1), Adam.of(1e-2)).shards(2);
        Trainer trainer =
                new Trainer(model, b -> model.forward(b.inputs(), b.more().getFirst()), recipe);
        double loss = 0;
        for (int i = 0; i < 100; i++) {
            loss = trainer.step(batch);
        }
        assertTrue(loss < 0.1, "loss " + loss);
        List<long[]> greedy = model.greedy(table(SOURCES));
        List<long[]> beams = model.beams(table(SOURCES), 3, 0.6);
        for (int i = 0; i < SOURCES.length; i++) {
            assertArrayEquals(reversed(SOURCES[i]), greedy.get(i), "source " + i);
            assertArrayEquals(reversed(SOURCES[i]), beams.get(i), "source " + i);
        }
    }

    /** In company and more padding, a source's target and logits stay the same bit for bit. */
    @Tag("bits")
    @ParameterizedTest
    @MethodSource("translators")
    void aSourceIsTranslatedAsIfAlone(Translator model) {
        Tensor all = table(SOURCES);
        List<long[]> greedy = model.greedy(all);
        List<long[]> beams = model.beams(all, 4, 0.8);
        Tensor targets = table(new long[][] {{1, 3, 4}, {1, 5, 5}, {1, 4, 7}, {1, 3, 3}, {1, 6, 5}, {1, 7, 7}});
        Tensor together = model.forward(all, targets);
        for (int i = 0; i < SOURCES.length; i++) {
            Tensor alone =
                    table(Arrays.stream(SOURCES[i]).filter(w -> w != PADDING).toArray());
            assertArrayEquals(greedy.get(i), model.greedy(alone).getFirst(), "source " + i);
            assertArrayEquals(beams.get(i), model.beam(alone, 4, 0.8), "source " + i);
            Tensor logits = model.forward(alone, targets.slice(0, i, i + 1));
            assertTrue(logits.equalBits(together.slice(0, i, i + 1)), "logits of source " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("translators")
    void searchesAgreeWithTheModelAndEachOther(Translator model) {
        Tensor all = table(SOURCES);
        List<long[]> greedy = model.greedy(all);
        List<long[]> single = model.beams(all, 1, 0);
        for (int i = 0; i < SOURCES.length; i++) {
            long[] written = greedy.get(i);
            assertArrayEquals(written, single.get(i), "one beam is greedy");
            long[] given = new long[written.length + 1];
            given[0] = BEGIN;
            System.arraycopy(written, 0, given, 1, written.length);
            Tensor inputs = table(Arrays.copyOf(given, Math.min(given.length, 6)));
            long[] likeliest =
                    model.forward(table(SOURCES[i]), inputs).argmax(-1).toLongArray();
            for (int t = 0; t < Math.min(written.length, likeliest.length); t++) {
                assertEquals(likeliest[t], written[t], "source " + i + ", position " + t);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("translators")
    void alignmentsAreSharesOfWhatIsSeen(Translator model) {
        Tensor weights = model.alignments(table(SOURCES), table(SOURCES));
        assertEquals(Shape.of(6, 4, 4), weights.shape());
        for (double sum : weights.sum(2).toDoubleArray()) {
            assertEquals(1, sum, 1e-5);
        }
        assertEquals(0, weights.get(3, 0, 1), "padding isn't looked at");
    }

    @Test
    void mistakesAreNamed() {
        Seq2Seq model = seq2seq(8, 8, 8, 12, 6);
        assertTrue(assertThrows(ShapeException.class, () -> model.beam(table(SOURCES), 3, 0.6))
                .getMessage()
                .contains("Seq2Seq: a beam search for the source [6, 4] can't be; give one source [1, s]"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> model.beams(table(SOURCES), 0, 0.6))
                .getMessage()
                .contains("0 beams finds nothing; use 1 or more"));
        Tensor tooWide = Tensor.zeros(2, 40);
        assertTrue(assertThrows(ShapeException.class, () -> model.decoder().project(tooWide))
                .getMessage()
                .contains("x [2, 40] has more features than the input's 32"));
    }
}
