package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.io.Safetensors;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.metric.Average;
import dev.merapi.models.metric.Bleu;
import dev.merapi.models.metric.Bleu.Smoothing;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.metric.Ranking;
import dev.merapi.models.metric.RegressionErrors;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics beside scikit-learn's and sacreBLEU's (make_metrics.py). */
class MetricGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/metrics.safetensors"))
            .tensors();
    private static final double EXACT = 1e-14;

    private static double golden(String name) {
        return GOLDEN.get(name).item();
    }

    private static void assertGolden(String name, double actual) {
        assertEquals(golden(name), actual, EXACT, name);
    }

    private static void assertGolden(String name, double[] actual) {
        assertArrayEquals(GOLDEN.get(name).toDoubleArray(), actual, EXACT, name);
    }

    @Test
    void ranking() {
        Ranking ranking = Ranking.of(GOLDEN.get("rank.scores"), GOLDEN.get("rank.labels"));
        assertGolden("rank.auc", ranking.rocAuc());
        assertGolden("rank.ap", ranking.averagePrecision());
        Ranking.Curve precision = ranking.precisionRecall();
        // scikit-learn ends the curve at the threshold that finds everything; ours goes on to the lowest score.
        int points = GOLDEN.get("rank.thresholds").size();
        assertGolden("rank.precision", Arrays.copyOf(precision.y(), points));
        assertGolden("rank.recall", Arrays.copyOf(precision.x(), points));
        assertGolden("rank.thresholds", Arrays.copyOf(precision.thresholds(), points));
        assertGolden("rank.fpr", ranking.roc().x());
        assertGolden("rank.tpr", ranking.roc().y());
    }

    @Test
    void classes() {
        ConfusionMatrix matrix = new ConfusionMatrix(5);
        matrix.addClasses(GOLDEN.get("class.truth"), GOLDEN.get("class.guess"));
        assertGolden("class.matthews", matrix.matthews());
        for (Average average : Average.values()) {
            String name = average.name().toLowerCase(Locale.ROOT);
            assertGolden("class.precision." + name, matrix.precision(average));
            assertGolden("class.recall." + name, matrix.recall(average));
            assertGolden("class.f1." + name, matrix.f1(average));
        }
        assertGolden("class.precision.each", each(matrix::precision));
        assertGolden("class.recall.each", each(matrix::recall));
        assertGolden("class.f1.each", each(matrix::f1));
        assertGolden("class.iou", each(matrix::iou));
    }

    private static double[] each(IntToDoubleFunction figure) {
        return IntStream.range(0, 5).mapToDouble(figure).toArray();
    }

    @Test
    void topK() {
        for (int k : new int[] {1, 2, 5}) {
            assertGolden(
                    "top." + k,
                    Accuracy.topK(GOLDEN.get("top.scores"), GOLDEN.get("top.labels"), k)
                            .value());
        }
    }

    @Test
    void regression() {
        RegressionErrors errors =
                RegressionErrors.of(GOLDEN.get("regression.guesses"), GOLDEN.get("regression.targets"));
        assertGolden("regression.mae", errors.mae());
        assertGolden("regression.rmse", errors.rmse());
        assertEquals(golden("regression.r2"), errors.r2(), 1e-12, "scikit-learn's own sums round");
    }

    private static final List<String> HYPOTHESES = List.of(
            "the cat is on the mat",
            "there is a cat on the mat and a dog below it",
            "he read the book because he was interested in world history",
            "the the the the the the the",
            "short");
    private static final List<String> FIRST = List.of(
            "the cat sits on the mat",
            "there is a cat on the mat",
            "a cat is on a mat",
            "the cat is here",
            "short text");
    private static final List<String> SECOND = List.of(
            "a cat is on the mat",
            "a cat and a dog are on the mat",
            "he was interested in world history because he read the book",
            "there is a cat on the mat",
            "a short one");

    @Test
    void bleu() {
        Bleu two = Bleu.NONE;
        Bleu one = Bleu.NONE;
        for (int i = HYPOTHESES.size() - 1; i >= 0; i--) {
            List<String> words = words(HYPOTHESES.get(i));
            List<String> first = words(FIRST.get(i));
            two = two.plus(Bleu.ofAny(words, List.of(first, words(SECOND.get(i)))));
            one = one.plus(Bleu.of(words, first));
        }
        Bleu small = Bleu.of(words(HYPOTHESES.getFirst()), words("the dog sits on a long red mat"));
        Map<String, Smoothing> methods = Map.of(
                "none", Smoothing.NONE,
                "floor", Smoothing.FLOOR,
                "add-k", Smoothing.ADD_ONE,
                "exp", Smoothing.EXPONENTIAL);
        for (var method : methods.entrySet()) {
            assertGolden("bleu." + method.getKey(), two.value(method.getValue()));
            assertGolden("bleu.one." + method.getKey(), one.value(method.getValue()));
            assertGolden("bleu.short." + method.getKey(), small.value(method.getValue()));
        }
        assertEquals(37, two.length());
        assertEquals(35, two.referenceLength());
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** Papineni's example: seven times "the" matches twice, for the reference has it twice. */
    @Test
    void matchesAreClipped() {
        Bleu bleu = Bleu.of(words("the the the the the the the"), words("the cat is on the mat"));
        assertEquals(List.of(2L, 0L, 0L, 0L), bleu.matches());
        assertEquals(List.of(7L, 6L, 5L, 4L), bleu.totals());
        assertEquals(0, bleu.value());
        assertEquals(1, bleu.brevityPenalty());
        assertEquals(1, Bleu.of(words("a b c d e"), words("a b c d e")).value(), EXACT);
        assertEquals(
                Math.exp(1 - 6 / 5.0),
                Bleu.of(words("a b c d e"), words("a b c d e f")).value(),
                EXACT);
        assertEquals(0, Bleu.NONE.value(Smoothing.EXPONENTIAL));
    }
}
