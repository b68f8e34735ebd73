package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.TextCnn;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Kim's network against PyTorch (make_textcnn.py), and that it learns. */
class TextCnnTest {
    private static final RandomKey KEY = RandomKey.of(1);

    private static Tensor words(int n, int t) {
        return Tensor.of(
                Shape.of(n, t),
                LongStream.range(0, (long) n * t).map(i -> i * i * 7 % 40).toArray());
    }

    @Test
    void logitsAndGradientsArePyTorchs() {
        HashedGolden.compare("textcnn", TextCnn.of(40, 12, 6, 3, KEY), words(4, 9));
    }

    @Test
    void overfitsOneBatch() {
        TextCnn model = TextCnn.of(40, 12, 6, 2, KEY);
        Trainer trainer = new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(0.01)));
        Batch batch = new Batch(
                KEY.fold("x").uniform(16, 9).mul(40).floor().to(DType.INT64),
                Tensor.of(LongStream.range(0, 16).map(i -> i % 2).toArray()));
        for (int step = 0; step < 120; step++) {
            trainer.step(batch);
        }
        assertEquals(
                1, Accuracy.of(model.forward(batch.inputs()), batch.targets()).value());
    }

    @Test
    void tooShortSentencesAreRefused() {
        TextCnn model = TextCnn.of(40, 12, 6, 2, KEY);
        assertTrue(assertThrows(ShapeException.class, () -> model.forward(words(2, 4)))
                .getMessage()
                .contains("words [2, 4] should be [n, t] with t of 5 or more; pad the sentences"));
    }
}
