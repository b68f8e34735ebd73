package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.CtcDecoder;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.SpeechClassifier;
import dev.merapi.models.zoo.SpeechRecognizer;
import dev.merapi.models.zoo.Tacotron;
import dev.merapi.models.zoo.TacotronLoss;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of speech learn a small batch by heart, and a sample doesn't hang on the others. */
class SpeechOverfitTest {
    private static final RandomKey KEY = RandomKey.of(5);

    private static double learned(Object model, Forward forward, Loss loss, double rate, Batch batch, int steps) {
        Trainer trainer = new Trainer(model, forward, Recipe.of(loss, Adam.of(rate)));
        double last = 0;
        for (int s = 0; s < steps; s++) {
            last = trainer.step(batch);
        }
        return last;
    }

    @Test
    void classifierLearnsNoise() {
        SpeechClassifier model = SpeechClassifier.of(16, 4, 4, KEY);
        Batch batch = new Batch(KEY.fold("x").uniform(8, 1, 16, 20), Tensor.of(0, 1, 2, 3, 3, 2, 1, 0));
        double loss = learned(model, Forward.of(model), new CrossEntropy(), 1e-2, batch, 80);
        assertTrue(loss < 0.1, "a loss of " + loss);
    }

    @Test
    void recognizerLearnsNoiseAndDoesntSeeTheFilling() {
        SpeechRecognizer model = SpeechRecognizer.of(8, 4, 12, 4, KEY);
        int[] frames = {40, 33, 21};
        float[] x = KEY.fold("x").uniform(3, 40, 8).toFloatArray();
        for (int i = 0; i < 3; i++) {
            Arrays.fill(x, (i * 40 + frames[i]) * 8, (i + 1) * 40 * 8, 0);
        }
        List<int[]> labels = List.of(new int[] {1, 3, 2, 2}, new int[] {2, 1}, new int[] {3});
        Tensor inputs = Tensor.of(Shape.of(3, 40, 8), x);
        Tensor lengths = Tensor.of(40L, 33L, 21L);
        int[] steps = Arrays.stream(frames).map(SpeechRecognizer::steps).toArray();
        Batch batch = new Batch(inputs, Ctc.targets(labels, steps), List.of(lengths));
        Forward forward = b -> model.forward(b.inputs(), b.more().getFirst());
        double loss = learned(model, forward, new Ctc().framesFirst(true), 1e-2, batch, 120);
        assertTrue(loss < 0.3, "a loss of " + loss);
        List<Tensor> logs = model.logProbabilities(inputs, lengths);
        for (int i = 0; i < 3; i++) {
            assertEquals(Arrays.stream(labels.get(i)).boxed().toList(), new CtcDecoder().greedy(logs.get(i)));
        }
        Tensor alone = inputs.slice(0, 2, 3).slice(1, 0, 21).contiguous();
        assertArrayEquals(
                logs.get(2).toFloatArray(),
                model.logProbabilities(alone, Tensor.of(21L)).getFirst().toFloatArray());
    }

    @Test
    void tacotronLearnsToSayTwoTextsByItself() {
        TacotronLoss loss = new TacotronLoss(2, 6);
        Tacotron model = Tacotron.of(new Tacotron.Config(5, 6, 12, 2, 0), KEY);
        Tensor frames = KEY.fold("frames").uniform(2, 8, 6);
        float[] distances = new float[2 * 4 * 3];
        for (int at = 0; at < distances.length; at++) {
            distances[at] = (float) TacotronLoss.distance(at / 3 % 4, at % 3, 4, 3);
        }
        Tensor stops = Tensor.of(Shape.of(2, 4), new float[] {0, 0, 0, 1, 0, 0, 0, 1});
        Tensor target = loss.target(frames, stops, Tensor.of(Shape.of(2, 4, 3), distances));
        Tensor ids = Tensor.of(Shape.of(2, 3), new long[] {1, 2, 3, 3, 4, 1});
        Forward forward = b -> loss.output(model.forward(b.inputs(), b.more().getFirst()));
        double last = learned(model, forward, loss, 5e-3, new Batch(ids, target, List.of(frames)), 300);
        assertTrue(last < 0.3, "a loss of " + last);
        Tacotron.Spoken spoken = model.speak(new int[] {3, 4, 1}, 20);
        assertEquals(Shape.of(1, 8, 6), spoken.fine().shape(), "it says when all is said");
        double off = spoken.fine().sub(frames.slice(0, 1, 2)).abs().mean().item();
        assertTrue(off < 0.1, "frames are off by " + off);
        assertEquals(1, spoken.alignment().select(1, 0).sum().item(), 1e-5);
    }

    @Test
    void mistakesAreSentences() {
        SpeechClassifier classifier = SpeechClassifier.of(16, 4, 4, KEY);
        String few = assertThrows(ShapeException.class, () -> classifier.forward(Tensor.zeros(1, 1, 16, 7)))
                .getMessage();
        assertTrue(few.contains("[1, 1, 16, 7] should be [n, 1, mels, frames] of 8 mels and frames or more"), few);
        SpeechRecognizer recognizer = SpeechRecognizer.of(8, 4, 4, 4, KEY);
        String flat = assertThrows(ShapeException.class, () -> recognizer.forward(Tensor.zeros(2, 8), Tensor.of(2L)))
                .getMessage();
        assertTrue(flat.contains("frames [2, 8] and their numbers [1] should be [n, t, mels] and [n]"), flat);
        Tacotron tacotron = Tacotron.of(new Tacotron.Config(5, 6, 4, 2, 0), KEY);
        String odd = assertThrows(
                        ShapeException.class,
                        () -> tacotron.forward(Tensor.of(1L, 2L).unsqueeze(0), Tensor.zeros(1, 7, 6)))
                .getMessage();
        assertTrue(odd.contains("[1, 7, 6] should be [n, t, 6] with t a multiple of 2"), odd);
        String none = assertThrows(IllegalArgumentException.class, () -> tacotron.speak(new int[0], 4))
                .getMessage();
        assertTrue(none.contains("a text of 0 characters in at most 4 steps says nothing"), none);
    }
}
