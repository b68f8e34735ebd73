package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Ctc;
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
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Networks of speech must give PyTorch 2.13's outputs, gradients and five steps of training (make_speech.py). */
class SpeechGoldenTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final double RATE = 1e-3;

    @Test
    void classifier() {
        Map<String, Tensor> golden = read("speech-classifier");
        SpeechClassifier drawn = SpeechClassifier.of(16, 3, 5, KEY);
        SpeechClassifier model = new SpeechClassifier(drawn.features(), new Dropout(0), drawn.output());
        Batch batch = new Batch(golden.get("x"), golden.get("labels"));
        compare(golden, model, Forward.of(model), new CrossEntropy(), batch);
    }

    @Test
    void recognizer() {
        Map<String, Tensor> golden = read("speech-recognizer");
        SpeechRecognizer drawn = SpeechRecognizer.of(8, 3, 5, 5, KEY);
        SpeechRecognizer model =
                new SpeechRecognizer(drawn.conv1(), drawn.conv2(), drawn.gru(), new Dropout(0), drawn.output());
        Tensor lengths = golden.get("lengths");
        int[] steps =
                IntStream.of(lengths.toIntArray()).map(SpeechRecognizer::steps).toArray();
        Tensor targets = Ctc.targets(List.of(new int[] {1, 3, 3}, new int[] {4, 2}, new int[] {2}), steps);
        Batch batch = new Batch(golden.get("x"), targets, List.of(lengths));
        Forward forward = b -> model.forward(b.inputs(), b.more().getFirst());
        compare(golden, model, forward, new Ctc().framesFirst(true), batch);
    }

    @Test
    void tacotron() {
        Map<String, Tensor> golden = read("tacotron");
        Tacotron model = Tacotron.of(new Tacotron.Config(9, 6, 4, 2, 0), KEY);
        TacotronLoss loss = new TacotronLoss(2, 6);
        Tensor distances = golden.get("distances");
        assertClose("distances", distances, distances(distances.shape()), 1e-6);
        Batch batch = new Batch(
                golden.get("ids"),
                loss.target(golden.get("frames"), golden.get("stops"), distances),
                List.of(golden.get("frames")));
        load(golden, model);
        Tensor spoken = loss.output(model.speak(new int[] {3, 1, 4}, 4));
        assertClose("spoken", golden.get("spoken"), spoken, 1e-5);
        Forward forward = b -> loss.output(model.forward(b.inputs(), b.more().getFirst()));
        compare(golden, model, forward, loss, batch);
    }

    /** Of texts of 3 and 2 characters in 4 and 3 steps. */
    private static Tensor distances(Shape shape) {
        float[] d = new float[shape.size()];
        for (int at = 0; at < d.length; at++) {
            int i = at / 12;
            d[at] = (float) TacotronLoss.distance(at / 3 % 4, at % 3, 4 - i, 3 - i);
        }
        return Tensor.of(shape, d);
    }

    private static Map<String, Tensor> read(String name) {
        return Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
    }

    private static void load(Map<String, Tensor> golden, Object model) {
        Map<String, Tensor> tensors = State.of(model).tensors();
        long count = golden.keySet().stream().filter(n -> n.startsWith("init.")).count();
        assertEquals(count, tensors.size(), "tensors called init.");
        tensors.forEach((name, tensor) -> tensor.assign(golden.get("init." + name)));
    }

    private static void compare(Map<String, Tensor> golden, Object model, Forward forward, Loss loss, Batch batch) {
        load(golden, model);
        assertClose("output", golden.get("output"), forward.of(batch), 1e-5);
        Map<String, Tensor> parameters = State.of(model).parameters();
        List<Tensor> gradients = Autograd.valueAndGrad(
                        List.copyOf(parameters.values()),
                        () -> new Training(KEY).call(() -> loss.of(forward.of(batch), batch.targets())))
                .gradients()
                .all();
        int i = 0;
        for (String name : parameters.keySet()) {
            assertClose("gradient of " + name, golden.get("grad." + name), gradients.get(i++), 2e-5);
        }
        Trainer trainer = new Trainer(model, forward, Recipe.of(loss, Adam.of(RATE)));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            assertEquals(losses[s], trainer.step(batch), 4e-6 * (s + 1) * losses[s], "loss of step " + (s + 1));
        }
        State.of(model).tensors().forEach((name, tensor) -> assertTrained(name, golden.get("final." + name), tensor));
    }

    /** As in GoldenTest: where a gradient is near 0, Adam makes whole steps of rounding errors. */
    private static void assertTrained(String name, Tensor expected, Tensor actual) {
        Tensor difference = expected.sub(actual);
        double way = RATE * 5;
        double most = difference.abs().max().item();
        double usual = Math.sqrt(difference.square().mean().item());
        assertTrue(most <= 5e-2 * way, name + " is off by " + most + " after training");
        assertTrue(usual <= 1e-3 * way, name + " is off by " + usual + " (root mean square) after training");
    }

    private static void assertClose(String what, Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape(), what);
        double most = expected.sub(actual).abs().max().item();
        double largest = expected.abs().max().item();
        assertTrue(most <= tolerance * Math.max(largest, 1e-2), what + " is off by " + most + " of " + largest);
    }
}
