package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.metric.Average;
import dev.merapi.models.metric.Bleu;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.metric.ErrorRate;
import dev.merapi.models.metric.Perplexity;
import dev.merapi.models.metric.Ranking;
import dev.merapi.models.metric.RegressionErrors;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Metrics beside slow and plain ones, and the same whatever the order of what they're made of. */
class MetricLawsTest {
    @Property
    void rankingsAreThoseOfAllPairs(
            @ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> positives,
            @ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> negatives) {
        Ranking ranking = new Ranking(doubles(positives), doubles(negatives));
        double above = 0;
        for (int p : positives) {
            for (int n : negatives) {
                above += p > n ? 1 : p == n ? 0.5 : 0;
            }
        }
        assertEquals(above / (positives.size() * negatives.size()), ranking.rocAuc(), 1e-15);
        double area = 0;
        double found = 0;
        for (int threshold = 9; threshold >= 0; threshold--) {
            int t = threshold;
            double right = positives.stream().filter(s -> s >= t).count();
            double wrong = negatives.stream().filter(s -> s >= t).count();
            area += right == found ? 0 : (right - found) / positives.size() * (right / (right + wrong));
            found = right;
        }
        assertEquals(positives.isEmpty() ? Double.NaN : area, ranking.averagePrecision(), 1e-14);
        int cut = positives.size() / 2;
        Ranking front = new Ranking(doubles(positives.subList(0, cut)), doubles(negatives));
        Ranking back = new Ranking(doubles(positives.subList(cut, positives.size())), new double[0]);
        assertArrayEquals(ranking.positives(), back.plus(front).positives());
        assertArrayEquals(ranking.negatives(), back.plus(front).negatives());
    }

    private static double[] doubles(List<Integer> values) {
        return values.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    @Property
    void errorsAreTheFewest(
            @ForAll @Size(max = 6) List<@IntRange(max = 2) Integer> reference,
            @ForAll @Size(max = 6) List<@IntRange(max = 2) Integer> hypothesis) {
        ErrorRate rate = ErrorRate.of(reference, hypothesis);
        assertEquals(distance(reference, hypothesis), rate.errors());
        assertEquals(reference.size(), rate.length());
        assertEquals(hypothesis.size(), reference.size() + rate.insertions() - rate.deletions());
        ErrorRate back = ErrorRate.of(hypothesis, reference);
        assertEquals(rate.errors(), back.errors());
    }

    /** By trying everything. */
    private static int distance(List<Integer> a, List<Integer> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.size() + b.size();
        }
        List<Integer> restA = a.subList(1, a.size());
        List<Integer> restB = b.subList(1, b.size());
        int other = a.getFirst().equals(b.getFirst()) ? 0 : 1;
        return Math.min(distance(restA, restB) + other, Math.min(distance(restA, b), distance(a, restB)) + 1);
    }

    @Test
    void errorRates() {
        ErrorRate words = ErrorRate.words(" the quick brown fox ", "the quack brown  fox jumps");
        assertEquals(new ErrorRate(1, 0, 1, 4), words);
        assertEquals(0.5, words.value());
        assertEquals(new ErrorRate(2, 0, 1, 6), ErrorRate.characters("kitten", "sitting"));
        assertEquals(new ErrorRate(1, 0, 0, 1), ErrorRate.characters("\uD83D\uDE00", "\uD83D\uDE01"), "one code point");
        assertEquals(new ErrorRate(0, 4, 0, 4), ErrorRate.words("a b c d", " "));
        assertEquals(0, ErrorRate.NONE.value());
        assertEquals(Double.POSITIVE_INFINITY, ErrorRate.words("", "a").value());
        assertEquals(3 / 7.0, words.plus(new ErrorRate(0, 1, 0, 3)).value());
    }

    @Property
    void topKCountsWhatIsAhead(
            @ForAll @Size(6) List<@IntRange(max = 3) Integer> logits, @ForAll @IntRange(max = 5) int label) {
        double[] x = doubles(logits);
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
        order.sort((a, b) -> Double.compare(x[b], x[a]));
        Tensor row = Tensor.of(Shape.of(1, 6), x);
        Tensor labels = Tensor.of((long) label);
        for (int k = 1; k <= 6; k++) {
            long found = order.indexOf(label) < k ? 1 : 0;
            assertEquals(new Accuracy(found, 1), Accuracy.topK(row, labels, k));
        }
        assertEquals(Accuracy.of(row, labels), Accuracy.topK(row, labels, 1));
    }

    @Test
    void perplexities() {
        Tensor even = Tensor.zeros(5, 4);
        Tensor labels = Tensor.of(0L, 1L, 2L, 3L, 3L);
        assertEquals(4, Perplexity.of(even, labels).value(), 1e-6);
        assertEquals(2, Perplexity.of(even, labels).bitsPerToken(), 1e-6);
        Tensor logits = Values.sample(1, 5, 4);
        Perplexity whole = Perplexity.of(logits, labels);
        Perplexity parts = Perplexity.of(logits.slice(0, 3, 5), labels.slice(0, 3, 5))
                .plus(Perplexity.of(logits.slice(0, 0, 3), labels.slice(0, 0, 3)));
        assertEquals(whole, parts, "to the bit");
        double loss = logits.crossEntropy(labels, 0).item();
        assertEquals(Math.exp(loss), whole.value(), 1e-6);
        double exact = logits.to(DType.FLOAT64).crossEntropy(labels, 0).item();
        assertEquals(exact, Perplexity.of(logits.to(DType.FLOAT64), labels).meanLoss(), 1e-14);
        assertEquals(3, Perplexity.of(logits, labels, 3).tokens());
        assertEquals(1, Perplexity.NONE.value());
    }

    @Property
    void regressionAddsUp(@ForAll @Size(min = 2, max = 30) List<@IntRange(min = -50, max = 50) Integer> values) {
        double[] t = doubles(values);
        double[] p = new double[t.length];
        Arrays.setAll(p, i -> t[i] + (i * 7 % 5 - 2) / 3.0);
        RegressionErrors all = RegressionErrors.of(Tensor.of(p), Tensor.of(t));
        int cut = t.length / 2;
        RegressionErrors front =
                RegressionErrors.of(Tensor.of(Arrays.copyOf(p, cut)), Tensor.of(Arrays.copyOf(t, cut)));
        RegressionErrors back = RegressionErrors.of(
                Tensor.of(Arrays.copyOfRange(p, cut, p.length)), Tensor.of(Arrays.copyOfRange(t, cut, t.length)));
        assertEquals(all, back.plus(front), "to the bit");
        double mean = Arrays.stream(t).average().orElseThrow();
        double spread = Arrays.stream(t).map(x -> (x - mean) * (x - mean)).sum();
        double lost = 0;
        double far = 0;
        for (int i = 0; i < t.length; i++) {
            lost += (p[i] - t[i]) * (p[i] - t[i]);
            far += Math.abs(p[i] - t[i]);
        }
        assertEquals(far / t.length, all.mae(), 1e-13);
        assertEquals(lost / t.length, all.mse(), 1e-13);
        assertEquals(Math.sqrt(all.mse()), all.rmse());
        if (Arrays.stream(t).distinct().count() > 1) {
            assertEquals(1 - lost / spread, all.r2(), 1e-12 * (1 + lost / spread));
        } else {
            assertTrue(Double.isNaN(all.r2()), "targets are all equal");
        }
    }

    @Test
    void aFarMeanDoesNotDrownTheVariance() {
        Tensor targets = Tensor.of(1e8 + 1, 1e8 + 2, 1e8 + 3);
        assertEquals(
                0.5,
                RegressionErrors.of(targets.add(Tensor.of(1.0, 0.0, 0.0)), targets)
                        .r2(),
                1e-15);
    }

    @Test
    void segmentations() {
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        matrix.addClasses(
                Tensor.of(Shape.of(2, 3), 0L, 0L, 1L, 1L, 1L, 2L), Tensor.of(Shape.of(2, 3), 0L, 1L, 1L, 1L, 0L, 0L));
        assertEquals(1 / 4.0, matrix.iou(0));
        assertEquals(2 / 4.0, matrix.iou(1));
        assertEquals(0, matrix.iou(2));
        assertEquals((0.25 + 0.5) / 3, matrix.meanIou(), "class 3 is nowhere");
        assertEquals(0, new ConfusionMatrix(2).meanIou());
        assertEquals(0, new ConfusionMatrix(2).matthews());
        assertEquals(0, new ConfusionMatrix(2).f1(Average.WEIGHTED));
        assertEquals(
                -1,
                ConfusionMatrix.of(2, new int[] {0, 1, 0}, new int[] {1, 0, 1}).matthews(),
                1e-15);
    }

    @Test
    void mistakesAreTold() {
        Tensor logits = Tensor.zeros(2, 3);
        tell(
                "top-4 accuracy of 3 classes says nothing; k is from 1 to 3",
                IllegalArgumentException.class,
                () -> Accuracy.topK(logits, Tensor.of(0L, 1L), 4));
        tell(
                "BLEU: 3 numbers of matches and 4 of n-grams were given; it counts n from 1 to 4, so give 4 of each",
                IllegalArgumentException.class,
                () -> Bleu.NONE.plus(new Bleu(List.of(1L, 0L, 0L), List.of(1L, 0L, 0L, 0L), 1, 1)));
        tell(
                "top-2 accuracy: logits [2, 3] and labels [1] should be [n, classes] and [n]",
                ShapeException.class,
                () -> Accuracy.topK(logits, Tensor.of(0L), 2));
        tell(
                "top-2 accuracy: label 1 is 3, but classes run from 0 to 2; number them from 0, and leave padding out",
                IndexOutOfBoundsException.class,
                () -> Accuracy.topK(logits, Tensor.of(0L, 3L), 2));
        tell(
                "perplexity: label 0 is -1, but classes run from 0 to 2; name the label of padding, if it's that",
                IndexOutOfBoundsException.class,
                () -> Perplexity.of(logits, Tensor.of(-1L, 0L)));
        tell(
                "perplexity: label 1 is 1099511627776, but classes run from 0 to 2; name the label of padding, if it's that",
                IndexOutOfBoundsException.class,
                () -> Perplexity.of(logits, Tensor.of(0L, 1L << 40)));
        tell(
                "class 1099511627776 taken for 0: classes run from 0 to 2",
                IndexOutOfBoundsException.class,
                () -> new ConfusionMatrix(3).addClasses(Tensor.of(1L << 40), Tensor.of(0L)));
        tell(
                "ranking: score 1 of 2 is NaN, which has no place in an order; find out where it comes from",
                IllegalArgumentException.class,
                () -> new Ranking(new double[] {0, Double.NaN}, new double[0]));
        tell(
                "ranking: label 1 is 2.0; labels are 0 or 1",
                IllegalArgumentException.class,
                () -> Ranking.of(Tensor.zeros(2), Tensor.of(1L, 2L)));
        tell(
                "ranking: scores [2, 3] and labels [2] should both be [n]; of class scores take one class's column",
                ShapeException.class,
                () -> Ranking.of(logits, Tensor.of(0L, 1L)));
        tell(
                "regression errors: predictions [2, 3] and targets [2] should be of one shape; reshape one of them",
                ShapeException.class,
                () -> RegressionErrors.of(logits, Tensor.zeros(2)));
        tell(
                "BLEU: a hypothesis of 1 tokens has no reference; give it one or more",
                IllegalArgumentException.class,
                () -> Bleu.ofAny(List.of("a"), List.of()));
        tell(
                "confusion matrix: classes [2] and predictions [2, 3] should be of one shape",
                ShapeException.class,
                () -> new ConfusionMatrix(3).addClasses(Tensor.of(0L, 1L), logits));
    }

    private static void tell(String message, Class<? extends Exception> type, Executable mistake) {
        assertEquals(message, assertThrows(type, mistake).getMessage());
    }
}
