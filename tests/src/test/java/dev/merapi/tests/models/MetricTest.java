package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final Tensor LOGITS = Tensor.of(Shape.of(4, 3), 1f, 2f, 0f, 5f, 5f, 4f, 0f, 0f, 1f, 3f, 1f, 2f);
    private static final Tensor LABELS = Tensor.of(1L, 0L, 1L, 0L);

    @Test
    void accuracyCountsTheFirstOfEquals() {
        Accuracy accuracy = Accuracy.of(LOGITS, LABELS);
        assertEquals(new Accuracy(3, 4), accuracy);
        assertEquals(0.75, accuracy.value());
        assertEquals(0.6, accuracy.plus(new Accuracy(0, 1)).value());
        assertEquals(0, Accuracy.NONE.value());
        assertThrows(ShapeException.class, () -> Accuracy.of(LOGITS, Tensor.of(1L)));
    }

    @Test
    void theMatrixAndItsRatios() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(LOGITS, LABELS);
        assertArrayEquals(new long[][] {{2, 0, 0}, {0, 1, 1}, {0, 0, 0}}, matrix.counts());
        assertEquals(0.75, matrix.accuracy());
        assertEquals(1, matrix.precision(1));
        assertEquals(0.5, matrix.recall(1));
        assertEquals(2.0 / 3, matrix.f1(1));
        assertEquals(0, matrix.precision(2), "given once, never right");
        assertEquals(0, matrix.recall(2), "never there");
        assertEquals((1 + 2.0 / 3 + 0) / 3, matrix.macroF1());
        assertEquals(2, matrix.support(1));
        assertEquals(1, matrix.given(2));
    }

    @Property
    void countsAddUpInAnyOrder(
            @ForAll @Size(max = 50) List<@IntRange(max = 4) Integer> labels, @ForAll @IntRange(max = 50) int cut) {
        int[] actual = labels.stream().mapToInt(Integer::intValue).toArray();
        int[] predicted = new int[actual.length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = (actual[i] * 3 + i) % 5;
        }
        ConfusionMatrix all = ConfusionMatrix.of(5, actual, predicted);
        ConfusionMatrix front = new ConfusionMatrix(5);
        ConfusionMatrix back = new ConfusionMatrix(5);
        for (int i = 0; i < actual.length; i++) {
            (i < cut ? front : back).add(actual[i], predicted[i]);
        }
        back.merge(front);
        assertArrayEquals(all.counts(), back.counts());
        assertEquals(actual.length, all.total());
        long supports = 0;
        long given = 0;
        for (int c = 0; c < 5; c++) {
            supports += all.support(c);
            given += all.given(c);
        }
        assertEquals(all.total(), supports);
        assertEquals(all.total(), given);
    }

    @Test
    void mistakesAreTold() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        var e = assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(3, 0));
        assertEquals("class 3 taken for 0: classes run from 0 to 2", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> matrix.merge(new ConfusionMatrix(4)));
        assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(0));
        assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(2, new int[1], new int[2]));
    }
}
