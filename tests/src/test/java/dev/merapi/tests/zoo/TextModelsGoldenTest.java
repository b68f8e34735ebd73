package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.models.zoo.TextClassifier.Pooling;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Outputs, gradients and trainings of text models beside PyTorch 2.13's (make_text_models.py). */
class TextModelsGoldenTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final double RATE = 1e-2;

    @Test
    void theMeanOfTextsOfManyLengths() {
        compare("text-classifier-mean", TextClassifier.biLstm(20, 6, 8, 3, KEY).padding(0), new CrossEntropy());
    }

    @Test
    void oneDirectionAsTheRecipesOfLstmAndGruHaveIt() {
        TextClassifier lstm = TextClassifier.lstm(20, 6, 8, 3, KEY);
        TextClassifier gru = TextClassifier.gru(20, 6, 8, 3, KEY);
        compare("text-classifier-lstm", lstm.pooling(Pooling.MEAN).padding(0), new CrossEntropy());
        compare("text-classifier-gru", gru.pooling(Pooling.MEAN).padding(0), new CrossEntropy());
    }

    @Test
    void aLanguageModelWithAnOutputOfItsOwn() {
        compare(
                "language-model-untied",
                LstmLanguageModel.of(12, 5, 9, RecurrentOptions.DEFAULT.layers(2), KEY),
                new CrossEntropy().classAxis(-1));
    }

    private static void compare(String name, Layer model, Loss loss) {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
        Map<String, Tensor> parameters = State.of(model).parameters();
        assertEquals(
                golden.keySet().stream().filter(key -> key.startsWith("init.")).count(), parameters.size());
        parameters.forEach((parameter, tensor) -> tensor.assign(golden.get("init." + parameter)));
        Tensor x = golden.get("inputs");
        Tensor y = golden.get("labels");
        close("output", golden.get("output"), model.forward(x.select(0, 0)), 1e-6);
        Autograd.Pullback pullback = Autograd.record(
                List.copyOf(parameters.values()), () -> loss.of(model.forward(x.select(0, 0)), y.select(0, 0)));
        List<Tensor> gradients = pullback.apply(pullback.value().onesLike()).all();
        int i = 0;
        for (String parameter : parameters.keySet()) {
            close("gradient of " + parameter, golden.get("grad." + parameter), gradients.get(i++), 1e-6);
        }
        Trainer trainer = new Trainer(model, Recipe.of(loss, Adam.of(RATE)).shards(1));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            double found = trainer.step(new Batch(x.select(0, s), y.select(0, s)));
            assertEquals(losses[s], found, 2e-6 * (s + 1) * losses[s], "loss of step " + (s + 1));
        }
        // Where a gradient is nearly 0, Adam's step of the rate has either sign: so few may be off by a hundredth of
        // the way.
        double way = RATE * losses.length;
        parameters.forEach((parameter, tensor) -> {
            Tensor difference = golden.get("final." + parameter).sub(tensor);
            assertTrue(difference.abs().max().item() <= 1e-2 * way, parameter);
            assertTrue(Math.sqrt(difference.square().mean().item()) <= 2e-5 * way, parameter);
        });
    }

    private static void close(String what, Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape(), what);
        double off = expected.sub(actual).abs().max().item();
        assertTrue(off <= tolerance, what + " is off by " + off);
    }
}
