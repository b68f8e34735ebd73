package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.loss.CosineEmbedding;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.GaussianNll;
import dev.merapi.models.loss.Hinge;
import dev.merapi.models.loss.HingeEmbedding;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.InfoNce;
import dev.merapi.models.loss.MultiMargin;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.TripletMargin;
import dev.merapi.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What losses say when they're asked for nonsense. */
class LossMistakesTest {
    private static final Tensor LABELS = Tensor.of(0L, 1L);

    private static void says(String message, Executable mistake) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, mistake).getMessage());
    }

    @Test
    void shapesThatClash() {
        says(
                "CrossEntropy: logits [2, 3] and labels [2, 3] should be [n, classes, ...] and [n, ...]; the classes are on"
                        + " axis 1",
                () -> new CrossEntropy().of(Tensor.ones(2, 3), Tensor.ones(2, 3).gt(0)));
        says(
                "CrossEntropy: logits [2, 3] and probabilities [2] should both be [n, classes, ...]; class numbers would be"
                        + " integers, cast them with to(DType.INT64)",
                () -> new CrossEntropy().of(Tensor.ones(2, 3), Tensor.ones(2)));
        says(
                "CrossEntropy: the class weights [2] should be [3], one for each class of the output",
                () -> new CrossEntropy().weight(Tensor.ones(2)).of(Tensor.ones(2, 3), LABELS));
        says(
                "CosineEmbedding: the output [2, 3] should be [n, 2, d]: a sample's 2 embeddings stacked, as"
                        + " Tensor.stack(1, ...) does",
                () -> new CosineEmbedding().of(Tensor.ones(2, 3), LABELS));
        says(
                "CosineEmbedding: the target [2] should be [4], 1 or -1 for each pair",
                () -> new CosineEmbedding().of(Tensor.ones(4, 3), Tensor.ones(4, 3), LABELS));
        says(
                "TripletMargin: embeddings [2, 3] and [2, 4] should both be [n, d]",
                () -> new TripletMargin().of(Tensor.ones(2, 3), Tensor.ones(2, 3), Tensor.ones(2, 4)));
        for (double p : new double[] {0, -1, Double.POSITIVE_INFINITY, Double.NaN}) {
            says(
                    "TripletMargin: a norm of p = " + p
                            + " can't be taken; p must be above 0 and finite, such as 1 or 2",
                    () -> new TripletMargin(1, p, 1e-6, false, Reduction.MEAN));
        }
        says(
                "GaussianNll: the output [2, 3] should be [n, 2, ...], means and variances; stack them with"
                        + " Tensor.stack(1, mean, variance)",
                () -> new GaussianNll().of(Tensor.ones(2, 3), LABELS));
    }

    @Test
    void labelsThatAreNoClasses() {
        Tensor logits = Tensor.ones(2, 3);
        says(
                "crossEntropy: row 1 has label 3, but the logits have 3 classes: labels go from 0 to 2; only -100 is ignored",
                () -> new CrossEntropy().of(logits, Tensor.of(0L, 3L)));
        says(
                "label 3 (element 1) has no weight: there are 3 class weights, for labels from 0 to 2",
                () -> new CrossEntropy().weight(Tensor.ones(3)).denominator(Tensor.of(0L, 3L)));
        says(
                "gather: index 3 (element 1 of [2, 1]) is outside [0, 3); indices start at 0 and don't count from the end",
                () -> new Focal().of(logits, Tensor.of(0L, 3L)));
    }

    @Test
    void numbersOutOfRange() {
        says("CrossEntropy: label smoothing 1.5 must be from 0 to 1", () -> new CrossEntropy(1.5));
        says(
                "CrossEntropy: weight[1] NaN must be finite",
                () -> new CrossEntropy().weight(Tensor.of(1, Double.NaN, 2)));
        says(
                "Focal: gamma 0.5 must be 0 or at least 1, and finite",
                () -> new Focal(0.5, Optional.empty(), Reduction.MEAN));
        says("Huber: delta 0.0 must be above 0 and finite", () -> new Huber(0));
        says("InfoNce: temperature 0.0 must be above 0 and finite", () -> new InfoNce(0, true, Reduction.MEAN));
        Tensor labels = Tensor.of(1L, 0);
        says(
                "Hinge: target 1 is 0.0, but targets are 1 or -1; of labels t of 0 and 1 take 2 t - 1",
                () -> new Hinge().of(Tensor.ones(2), labels));
        says(
                "HingeEmbedding: target 1 is 0.0, but targets are 1 or -1; of labels t of 0 and 1 take 2 t - 1",
                () -> new HingeEmbedding().of(Tensor.ones(2), labels));
        says(
                "CosineEmbedding: target 1 is 0.0, but targets are 1 or -1; of labels t of 0 and 1 take 2 t - 1",
                () -> new CosineEmbedding().of(Tensor.ones(2, 3), Tensor.ones(2, 3), labels));
        says("MultiMargin: p = 3 must be 1 or 2", () -> new MultiMargin(3, 1, Optional.empty(), Reduction.MEAN));
    }
}
