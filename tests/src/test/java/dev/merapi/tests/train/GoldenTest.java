package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.AvgPool2d;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ten steps of training from PyTorch 2.13's initial weights must give its losses and parameters (make_goldens.py). */
class GoldenTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final CrossEntropy PLAIN = new CrossEntropy(0);

    @Test
    void mlpWithAdam() {
        compare("mlp-adam", Mlp.of(KEY), recipe(PLAIN, Adam.of(1e-3)));
    }

    @Test
    void cnnWithAdam() {
        compare("cnn-adam", CifarCnn.of(KEY), recipe(PLAIN, Adam.of(1e-3)));
    }

    @Test
    void normsWithAdamWAndLabelSmoothing() {
        Loss smoothed = new CrossEntropy(0.1);
        compare("norms-adamw", norms(), recipe(smoothed, new AdamW(1e-2, 0.9, 0.999, 1e-8, 0.1)));
    }

    @Test
    void normsWithNesterovAndCosine() {
        Recipe recipe = recipe(PLAIN, new Sgd(0.1, 0.9, 0, 1e-2, true))
                .schedule((step, steps) -> (1 + Math.cos(Math.PI * step / 10)) / 2);
        compare("norms-sgd", norms(), recipe);
    }

    static Recipe recipe(Loss loss, Optimizer optimizer) {
        return Recipe.of(loss, optimizer).shards(1);
    }

    private static Layer norms() {
        return Sequential.of(
                Conv2d.withoutBias(3, 6, 3, Options.DEFAULT.stride(2).padding(1).groups(3), KEY),
                BatchNorm.of(6),
                Tensor::gelu,
                new AvgPool2d(2),
                new Flatten(),
                Linear.of(24, 16, KEY),
                LayerNorm.of(16),
                Tensor::tanh,
                Linear.of(16, 5, KEY));
    }

    static void compare(String name, Layer model, Recipe recipe) {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
        load(golden, model);
        Trainer trainer = new Trainer(model, recipe);
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            Tensor x = golden.get("inputs").select(0, s).to(DType.FLOAT32).div(255);
            Tensor y = golden.get("labels").select(0, s);
            double mean = trainer.step(new Batch(x, y));
            assertEquals(losses[s], mean, 2e-6 * (s + 1) * Math.abs(losses[s]), name + ": loss of step " + (s + 1));
        }
        assertClose(name, tensors(golden, "final."), model, recipe.optimizer().rate() * losses.length);
    }

    private static void load(Map<String, Tensor> golden, Layer model) {
        Iterator<Tensor> initial = tensors(golden, "init.").iterator();
        inPyTorchsOrder(model).forEach(tensor -> tensor.assign(initial.next()));
    }

    private static List<Tensor> tensors(Map<String, Tensor> golden, String prefix) {
        return golden.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** PyTorch keeps a layer's buffers behind its parameters, we keep all buffers at the end. */
    private static List<Tensor> inPyTorchsOrder(Layer model) {
        if (!(model instanceof Sequential sequential)) {
            return List.copyOf(State.of(model).tensors().values());
        }
        return sequential.layers().stream()
                .flatMap(layer -> State.of(layer).tensors().values().stream())
                .toList();
    }

    /**
     * Adam divides a gradient by its own size, so where that is near 0 a rounding error can turn a step of the learning rate
     * by some of its length: single parameters may be off by 1 % of the way that they could have gone. Nearly all are not:
     * the root of the mean square must be 500 times smaller.
     */
    private static void assertClose(String name, List<Tensor> expected, Layer model, double way) {
        List<Tensor> actual = inPyTorchsOrder(model);
        assertEquals(expected.size(), actual.size(), name + ": number of tensors");
        for (int t = 0; t < actual.size(); t++) {
            Tensor difference = expected.get(t).sub(actual.get(t));
            double most = difference.abs().max().item();
            double usual = Math.sqrt(difference.square().mean().item());
            assertTrue(most <= 1e-2 * way, name + ": tensor " + t + " is off by up to " + most);
            assertTrue(usual <= 2e-5 * way, name + ": tensor " + t + " is off by " + usual + " (root mean square)");
        }
    }
}
