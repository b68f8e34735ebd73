package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loss leaves out is neither right nor wrong, and weighs nothing. */
class IgnoredLabelsTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final int CLASSES = 3;
    private static final int SAMPLES = 23;
    /** The largest are 1, 0, 2, 0. */
    private static final Tensor LOGITS = Tensor.of(Shape.of(4, 3), 1f, 2f, 0f, 5f, 5f, 4f, 0f, 0f, 1f, 3f, 1f, 2f);

    @Test
    void metricsLeaveThemOut() {
        Tensor labels = Tensor.of(1L, -100, 0, -100);
        assertEquals(new Accuracy(1, 2), Accuracy.of(LOGITS, labels));
        assertEquals(new Accuracy(1, 2), Accuracy.topK(LOGITS, labels, 1));
        assertEquals(new Accuracy(2, 2), Accuracy.topK(LOGITS, labels, 2));
        ConfusionMatrix matrix = new ConfusionMatrix(CLASSES);
        matrix.add(LOGITS, labels);
        matrix.addClasses(labels, LOGITS.argmax(1));
        matrix.merge(ConfusionMatrix.of(CLASSES, labels.toIntArray(), new int[] {1, 1, 1, 1}));
        assertEquals(6, matrix.total());
        assertEquals(0.5, matrix.accuracy());
    }

    @Test
    void anotherNumberIsNamed() {
        Tensor labels = Tensor.of(1L, 255, 0, 255);
        assertEquals(new Accuracy(1, 2), Accuracy.of(LOGITS, labels, 255));
        ConfusionMatrix matrix = new ConfusionMatrix(CLASSES);
        matrix.add(LOGITS, labels, 255);
        matrix.addClasses(labels, LOGITS.argmax(1), 255);
        assertEquals(4, matrix.total());
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(LOGITS, labels));
    }

    static Stream<Loss> losses() {
        Tensor weight = Tensor.of(0.5f, 3, 1);
        return Stream.of(
                new CrossEntropy(),
                new CrossEntropy(0.1).weight(weight),
                new CrossEntropy().ignoreIndex(2),
                new CrossEntropy().reduction(Reduction.SUM),
                new NegativeLogLikelihood(Optional.empty(), -100, Reduction.MEAN),
                new Focal().weight(weight),
                new Focal(0).ignoreIndex(2));
    }

    /** At a rate that changes nothing, what an epoch tells of its batches is what the evaluation tells of them all. */
    @ParameterizedTest
    @MethodSource("losses")
    void anEpochTellsWhatTheEvaluationTells(Loss loss) {
        Linear model = Linear.of(4, CLASSES, KEY.fold("w"));
        Dataset data = new TensorDataset(KEY.fold("x").normal(SAMPLES, 4), labels(loss));
        Trainer trainer = new Trainer(
                model,
                Recipe.of(loss, Sgd.of(1e-30)).epochs(1).batch(5).shards(2).seed(0));
        EpochRecord epoch = trainer.fit(data, data).history().getLast();
        assertEquals(epoch.validationLoss(), epoch.loss(), 1e-6 * Math.abs(epoch.validationLoss()));
        assertEquals(epoch.validationAccuracy(), epoch.accuracy());
    }

    @Test
    void theEvaluationCountsThoseThatCount() {
        Linear model = Linear.of(4, CLASSES, KEY.fold("w"));
        Tensor inputs = KEY.fold("x").normal(SAMPLES, 4);
        for (Loss loss : losses().toList()) {
            Tensor labels = labels(loss);
            long ignored = loss.ignored().orElseThrow();
            Evaluation evaluation = Evaluation.of(Forward.of(model), new TensorDataset(inputs, labels), loss);
            assertEquals(Accuracy.of(model.forward(inputs), labels, ignored).value(), evaluation.accuracy(), 1e-12);
            int[] wanted = labels.toIntArray();
            for (int i = 0; i < SAMPLES; i++) {
                wanted[i] = wanted[i] == ignored ? -100 : wanted[i];
            }
            assertArrayEquals(wanted, evaluation.wanted());
            assertEquals(
                    evaluation.accuracy(),
                    ConfusionMatrix.of(CLASSES, evaluation.wanted(), evaluation.predicted())
                            .accuracy(),
                    1e-12);
        }
    }

    @Test
    void nothingThatCountsHasNoAccuracy() {
        Linear model = Linear.of(4, CLASSES, KEY.fold("w"));
        Dataset data = new TensorDataset(KEY.normal(2, 4), Tensor.of(-100L, -100));
        Evaluation evaluation = Evaluation.of(Forward.of(model), data, new CrossEntropy());
        assertEquals(Double.NaN, evaluation.accuracy());
        assertEquals(Double.NaN, evaluation.loss());
    }

    /** More of the first batches are ignored than of the last. */
    private static Tensor labels(Loss loss) {
        long ignored = loss.ignored().orElseThrow();
        long[] labels = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % 2 == 0 && i < 14 ? ignored : i % CLASSES;
        }
        return Tensor.of(labels);
    }
}
