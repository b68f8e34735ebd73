package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.KlDivergence;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch in parts has the loss and the gradient of the whole, whatever its mean divides by. */
class ShardedLossTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int CLASSES = 4;
    private static final Tensor INPUTS = KEY.fold("x").normal(10, 5);
    /** A shard of four parts (samples 5 and 6) has nothing that counts; others have some. */
    private static final Tensor LABELS = Tensor.of(0L, -100, 3, 1, 2, -100, -100, 1, -100, 0);

    private static final Tensor WEIGHT = Tensor.of(0.5f, 3, 1, 0.25f);

    static Stream<Loss> losses() {
        return Stream.of(
                new CrossEntropy(),
                new CrossEntropy(0.1).weight(WEIGHT),
                new CrossEntropy(0.1).weight(WEIGHT).reduction(Reduction.SUM),
                new CrossEntropy().weight(WEIGHT).reduction(Reduction.BATCH_MEAN),
                new NegativeLogLikelihood(Optional.of(WEIGHT), -100, Reduction.MEAN));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void partsGiveTheWhole(Loss loss) {
        Linear whole = train(loss, LABELS, 1);
        for (int shards : new int[] {2, 3, 4, 10}) {
            assertTrue(train(loss, LABELS, shards).weight().allClose(whole.weight(), 1e-5, 1e-6), shards + " shards");
        }
    }

    @Test
    void lossesOfElementsToo() {
        Tensor targets = KEY.fold("t").uniform(10, CLASSES);
        for (Loss loss : new Loss[] {new MeanSquaredError(), new KlDivergence(), new BinaryCrossEntropy()}) {
            Linear whole = train(loss, targets, 1);
            assertTrue(train(loss, targets, 3).weight().allClose(whole.weight(), 1e-5, 1e-6), loss.toString());
        }
    }

    @Test
    void aShardHasTwoSamplesForBatchNorm() {
        var model = Sequential.of(BatchNorm.of(5), Linear.of(5, CLASSES, KEY.fold("w")));
        Trainer trainer = new Trainer(
                model, Recipe.of(new MeanSquaredError(), Sgd.of(0.1)).shards(8));
        Tensor targets = KEY.fold("t").uniform(10, CLASSES);
        for (int n = 2; n <= 10; n++) {
            double loss = trainer.step(new Batch(INPUTS.slice(0, 0, n), targets.slice(0, 0, n)));
            assertTrue(Double.isFinite(loss), n + " samples");
        }
    }

    private static Linear train(Loss loss, Tensor targets, int shards) {
        Linear model = Linear.of(5, CLASSES, KEY.fold("w"));
        Trainer trainer = new Trainer(model, Recipe.of(loss, Sgd.of(0.1)).shards(shards));
        double first = trainer.step(new Batch(INPUTS, targets));
        assertEquals(
                loss.of(Linear.of(5, CLASSES, KEY.fold("w")).forward(INPUTS), targets)
                        .item(),
                first,
                1e-5);
        trainer.step(new Batch(INPUTS, targets));
        return model;
    }

    @Test
    void aBatchInWhichNothingCountsChangesNothing() {
        Linear model = Linear.of(5, CLASSES, KEY.fold("w"));
        Tensor before = model.weight().add(0);
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(), Sgd.of(0.1)).shards(2));
        assertEquals(
                0,
                trainer.step(new Batch(
                        INPUTS, Tensor.of(LABELS.shape(), new long[10]).sub(100))));
        assertTrue(before.equalBits(model.weight()));
    }

    @Test
    void evaluationWeighsItsBatches() {
        int n = 600;
        Tensor inputs = KEY.fold("many").normal(n, 5);
        long[] labels = new long[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i < 250 && i % 10 != 0 ? -100 : i % CLASSES;
        }
        Tensor targets = Tensor.of(labels);
        Linear model = Linear.of(5, CLASSES, KEY.fold("w"));
        for (Loss loss : losses().toList()) {
            double whole = loss.of(model.forward(inputs), targets).item();
            double expected = loss.reduction() == Reduction.SUM ? whole / n : whole;
            Evaluation evaluation = Evaluation.of(Forward.of(model), new TensorDataset(inputs, targets), loss);
            assertEquals(expected, evaluation.loss(), 1e-5 * Math.abs(expected), loss.toString());
        }
    }

    @Test
    void costsApartCantBeTrained() {
        Loss loss = new MeanSquaredError(Reduction.NONE);
        var e = assertThrows(IllegalArgumentException.class, () -> train(loss, KEY.uniform(10, CLASSES), 2));
        assertEquals(
                "training needs one number to make small, but the loss keeps each cost by itself (Reduction.NONE);"
                        + " take Reduction.MEAN",
                e.getMessage());
    }
}
