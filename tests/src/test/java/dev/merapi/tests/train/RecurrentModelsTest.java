package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.TruncatedTrainer;
import dev.merapi.models.zoo.BigramModel;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of texts must be able to learn one batch of noise by heart; dropout, sampling and errors of recurrent layers. */
class RecurrentModelsTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int SYMBOLS = 30;

    static Stream<TextClassifier> classifiers() {
        TextClassifier lstm = TextClassifier.lstm(SYMBOLS, 16, 24, 4, KEY);
        return Stream.of(
                lstm.padding(0),
                lstm.pooling(TextClassifier.Pooling.MEAN),
                TextClassifier.gru(SYMBOLS, 16, 24, 4, KEY).padding(0),
                TextClassifier.biLstm(SYMBOLS, 16, 24, 4, KEY).padding(0),
                TextClassifier.of(SYMBOLS, Rnn.of(16, 24, KEY), 4, KEY).padding(0));
    }

    /** [n, t] symbols from 1, filled up with 0. */
    private static Tensor texts(int n, int t) {
        Tensor symbols = KEY.fold("x").uniform(n, t).mul(SYMBOLS - 1).floor().add(1);
        Tensor lengths = KEY.fold("lengths").uniform(n, 1).mul(t).floor().add(1);
        return Tensor.arange(t).to(DType.FLOAT32).lt(lengths).where(symbols, 0).to(DType.INT64);
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void classifierOverfits(TextClassifier model) {
        Tensor y = KEY.fold("y").uniform(16).mul(4).floor().to(DType.INT64);
        Batch batch = new Batch(texts(16, 10), y);
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(2e-2)).batch(16));
        double loss = trainer.step(batch);
        for (int step = 0; step < 80; step++) {
            loss = trainer.step(batch);
        }
        assertTrue(loss < 0.1, model.rnn().getClass().getSimpleName() + " only got to a loss of " + loss);
    }

    @Test
    void paddingIsNotRead() {
        TextClassifier model = TextClassifier.biLstm(SYMBOLS, 8, 8, 4, KEY).padding(0);
        Tensor x = texts(6, 9);
        assertTrue(model.forward(x.pad(new int[] {0, 0}, new int[] {0, 4}, 0)).equalBits(model.forward(x)));
        assertArrayEquals(
                new long[] {2, 0, 3},
                TextClassifier.lengths(
                                Tensor.of(new long[] {5, 6, 0, 0, 0, 0, 0, 0, 7})
                                        .reshape(3, 3),
                                0)
                        .toLongArray());
    }

    private static long[] text() {
        long[] text = new long[61];
        Arrays.setAll(text, i -> "the cat sat on the mat; ".charAt(i % 24) - ' ');
        return text;
    }

    @Test
    void languageModelLearnsATextByHeartAndGoesOnWithIt() {
        long[] text = text();
        LstmLanguageModel model = LstmLanguageModel.of(96, 24, 48, RecurrentOptions.DEFAULT, KEY);
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(2e-2)).batch(2);
        var trainer = new TruncatedTrainer(model, model::run, recipe, 10);
        double loss = trainer.epoch(text);
        for (int epoch = 0; epoch < 40; epoch++) {
            loss = trainer.epoch(text);
        }
        assertTrue(loss < 0.1, "only got to a loss of " + loss);
        long[] next = model.generate(Arrays.copyOf(text, 24), 30, Sampling.GREEDY);
        assertArrayEquals(Arrays.copyOfRange(text, 24, 54), next);
        Sampling warm = new Sampling(2, 5, KEY);
        long[] drawn = model.generate(text, 20, warm);
        assertArrayEquals(drawn, model.generate(text, 20, warm));
        assertTrue(!Arrays.equals(drawn, model.generate(text, 20, new Sampling(2, 5, KEY.fold(1)))));
    }

    @Test
    void samplingDrawsByProbability() {
        Tensor logits =
                Tensor.of(0, (float) Math.log(3), -50, (float) Math.log(4)).unsqueeze(0);
        int[] counts = new int[4];
        for (int i = 0; i < 8000; i++) {
            counts[(int) new Sampling(1, 0, KEY).next(logits, i)[0]]++;
        }
        // Four standard deviations of 8000 draws.
        assertEquals(1000, counts[0], 119);
        assertEquals(3000, counts[1], 174);
        assertEquals(0, counts[2]);
        assertEquals(4000, counts[3], 179);
        for (int i = 0; i < 100; i++) {
            assertTrue(new Sampling(5, 2, KEY).next(logits, i)[0] % 2 == 1);
            assertEquals(3, new Sampling(0.01, 4, KEY).next(logits, i)[0]);
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Sampling(-1, 0, KEY))
                .getMessage()
                .contains("-1"));
    }

    @Test
    void bigramModelLearnsHowOftenSymbolsFollow() {
        long[] x = {0, 0, 0, 0, 1, 1, 2};
        long[] y = {1, 1, 1, 2, 0, 2, 0};
        BigramModel model = BigramModel.of(3, KEY);
        Batch batch = new Batch(Tensor.of(x), Tensor.of(y));
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(0.1)).batch(7));
        for (int step = 0; step < 300; step++) {
            trainer.step(batch);
        }
        double[] p = model.forward(Tensor.arange(3)).softmax(1).toDoubleArray();
        assertArrayEquals(new double[] {0, 0.75, 0.25, 0.5, 0, 0.5, 1, 0, 0}, p, 0.01);
    }

    static Stream<Recurrent> hardlyDropping() {
        var options = RecurrentOptions.DEFAULT.layers(2).inBothDirections().recurrentDropout(1e-12);
        return Stream.of(
                Lstm.of(5, 6, options, KEY),
                Gru.of(5, 6, options, KEY),
                Rnn.of(5, 6, options, KEY),
                Rnn.of(5, 6, options, KEY).withRelu());
    }

    /** With a mask of ones the steps one by one are those all at once. */
    @ParameterizedTest
    @MethodSource("hardlyDropping")
    void droppingNothingChangesNothing(Recurrent layer) {
        Tensor x = KEY.normal(4, 7, 5);
        Optional<Tensor> lengths = Optional.of(Tensor.of(3, 7, 0, 5));
        var one = new Training(KEY).call(() -> layer.run(x, List.of(), lengths));
        var all = layer.run(x, List.of(), lengths);
        for (int k = 0; k < all.state().size(); k++) {
            assertTrue(one.state().get(k).allClose(all.state().get(k), 0, 1e-6));
        }
        assertTrue(one.output().allClose(all.output(), 0, 1e-6));
        assertTrue(layer instanceof Gru || one.output().equalBits(all.output()));
    }

    /** Weights of 1 on the state alone: what is dropped is the same in all steps, and differs among samples. */
    @Test
    void theSameUnitsAreDroppedInAllSteps() {
        Rnn drawn = Rnn.of(1, 1, RecurrentOptions.DEFAULT.withoutBias().recurrentDropout(0.5), KEY)
                .withRelu();
        drawn.weights().getFirst().hidden().assign(Tensor.ones(1, 1));
        drawn.weights().getFirst().input().assign(Tensor.ones(1, 1));
        Tensor y = new Training(KEY).call(() -> drawn.forward(Tensor.ones(40, 4, 1)));
        int kept = 0;
        for (int i = 0; i < 40; i++) {
            boolean all = y.get(i, 1, 0) == 3;
            kept += all ? 1 : 0;
            assertArrayEquals(
                    all ? new double[] {1, 3, 7, 15} : new double[] {1, 1, 1, 1},
                    y.select(0, i).flatten().toDoubleArray());
        }
        assertTrue(kept > 10 && kept < 30, kept + " of 40 kept");
        assertArrayEquals(
                new double[] {1, 2, 3, 4},
                drawn.forward(Tensor.ones(1, 4, 1)).flatten().toDoubleArray());
    }

    @Test
    void errorsTeach() {
        Lstm layer = Lstm.of(5, 6, KEY);
        assertTeaches(
                () -> layer.forward(Tensor.ones(2, 3)), "Lstm(5 -> 6)", "[2, 3]", "[samples, steps, 5]", "unsqueeze");
        assertTeaches(() -> layer.forward(Tensor.ones(2, 3, 4)), "[2, 3, 4]", "[samples, steps, 5]");
        assertTeaches(
                () -> layer.run(Tensor.ones(2, 3, 5), List.of(Tensor.ones(1, 2, 6)), Optional.empty()),
                "initial state",
                "[1, 2, 6]",
                "2 tensor(s)");
        assertTeaches(
                () -> layer.run(Tensor.ones(2, 3, 5), List.of(), Optional.of(Tensor.of(3, 4))), "length 4", "sample 1");
        assertTeaches(() -> new Gru(layer.weights(), layer.options()), "Gru", "_l0", "[6, 24]", "3 gate(s)");
        assertTeaches(() -> RecurrentOptions.DEFAULT.layers(0), "0 layers");
        assertTeaches(() -> new TruncatedTrainer(layer, (_, _) -> null, recipe(), 0), "window of 0");
        LstmLanguageModel model = LstmLanguageModel.of(5, 4, 4, RecurrentOptions.DEFAULT, KEY);
        assertTeaches(() -> model.generate(new long[0], 1, Sampling.GREEDY), "prompt is empty");
        var trainer = new TruncatedTrainer(model, model::run, recipe(), 5);
        assertTeaches(() -> trainer.epoch(new long[] {1, 2, 3}), "3 symbols", "8 streams");
    }

    private static Recipe recipe() {
        return Recipe.of(new CrossEntropy(), Adam.of(1e-3)).batch(8);
    }

    private static void assertTeaches(Runnable mistake, String... fragments) {
        String message =
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
        for (String fragment : fragments) {
            assertTrue(message.contains(fragment), message + " should contain " + fragment);
        }
    }
}
