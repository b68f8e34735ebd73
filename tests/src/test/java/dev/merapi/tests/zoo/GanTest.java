package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.data.WithNoise;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.metric.ManifoldScores;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two networks that train against each other in one step do as PyTorch's (make_gan.py); and how they are judged. */
class GanTest {
    private static final RandomKey KEY = RandomKey.of(8);
    private static final int BATCH = 8;
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/gan.safetensors"))
            .tensors();
    private static final Recipe RECIPE =
            Recipe.of(Dcgan.loss(), new Adam(2e-3, 0.5, 0.999, 1e-8, 0)).batch(BATCH);

    private static Dcgan hashed() {
        Dcgan gan = Dcgan.of(16, 8, 1, 16, KEY);
        int k = 0;
        for (Tensor p : State.of(gan).parameters().values()) {
            if (p.rank() > 1) {
                double fanIn = (double) p.size() / p.size(0);
                p.assign(Hashed.of(k, p.shape().dims()).div(Math.sqrt(fanIn)).to(DType.FLOAT32));
            }
            k++;
        }
        return gan;
    }

    private static Tensor images(int step) {
        return Hashed.of(1000 + step, BATCH, 1, 16, 16).to(DType.FLOAT32);
    }

    private static Tensor noise(int step) {
        return Hashed.of(2000 + step, BATCH, 16, 1, 1).to(DType.FLOAT32);
    }

    @Test
    void everyNetworkGetsTheGradientOfItsOwnLoss() {
        Dcgan gan = hashed();
        Map<String, Tensor> parameters = State.of(gan).parameters();
        var result = Autograd.valueAndGrad(
                List.copyOf(parameters.values()),
                () -> new Training(KEY)
                        .call(() -> Dcgan.loss().of(gan.game(images(0), noise(0)), Tensor.zeros(BATCH))));
        parameters.forEach((name, p) -> {
            double norm = GOLDEN.get("norm." + name).item();
            assertEquals(norm, result.gradients().of(p).norm().item(), 1e-4 * norm, name);
        });
        assertEquals(
                parameters.size(),
                GOLDEN.keySet().stream().filter(n -> n.startsWith("norm.")).count());
    }

    @Test
    void bothLossesFollowPyTorchs() {
        Dcgan gan = hashed();
        Forward forward = batch -> gan.game(batch.inputs(), batch.more().getFirst());
        Trainer trainer = new Trainer(gan, forward, RECIPE);
        double[] wanted = GOLDEN.get("losses").toDoubleArray();
        for (int step = 0; step < wanted.length / 2; step++) {
            Tensor shown = images(step);
            Tensor noise = noise(step);
            Tensor game = new Training(KEY).call(() -> gan.game(shown, noise));
            double[] costs = Dcgan.costs(game).mean(0).toDoubleArray();
            assertArrayEquals(new double[] {wanted[2 * step], wanted[2 * step + 1]}, costs, 2e-3, "step " + step);
            double sum = trainer.step(new Batch(shown, Tensor.zeros(BATCH)).and(noise));
            assertEquals(costs[0] + costs[1], sum, 1e-5);
        }
        State.of(gan).buffers().forEach((name, buffer) -> {
            Tensor golden = GOLDEN.get(
                    "buffer." + name.replace("runningMean", "running_mean").replace("runningVar", "running_var"));
            double largest = golden.abs().max().item();
            assertTrue(
                    buffer.to(DType.FLOAT64).sub(golden).abs().max().item() < 5e-3 * largest,
                    () -> name + ": " + golden + " " + buffer);
        });
    }

    @Test
    void gameIsPlayedToADraw() {
        // Images of one gray: the generator has only to find it.
        Dcgan gan = Dcgan.of(8, 8, 1, 16, KEY);
        Forward forward = batch -> gan.game(batch.inputs(), batch.more().getFirst());
        Trainer trainer = new Trainer(gan, forward, RECIPE);
        Tensor shown = Tensor.full(DType.FLOAT32, Shape.of(BATCH, 1, 16, 16), 0.5);
        for (int step = 0; step < 150; step++) {
            trainer.step(
                    new Batch(shown, Tensor.zeros(BATCH)).and(KEY.fold(step).normal(BATCH, 8, 1, 1)));
        }
        double mean = gan.generator().forward(KEY.normal(64, 8, 1, 1)).mean().item();
        assertEquals(0.5, mean, 0.2);
    }

    @Test
    void scoresAreThoseOfTheirDefinitions() {
        double[] wanted = GOLDEN.get("scores").toDoubleArray();
        ManifoldScores scores = ManifoldScores.of(GOLDEN.get("real"), GOLDEN.get("made"), 5);
        assertEquals(wanted[0], scores.density(), 1e-12);
        assertEquals(wanted[1], scores.coverage(), 1e-12);
        Tensor real = KEY.normal(700, 4);
        ManifoldScores same = ManifoldScores.of(real, KEY.fold("more").normal(700, 4), 5);
        assertEquals(1, same.density(), 0.1);
        assertEquals(1, same.coverage(), 0.06, "1 - 2^-5 is to be expected");
        Tensor collapsed = real.slice(0, 0, 1).expand(700, 4);
        assertTrue(ManifoldScores.of(real, collapsed, 5).coverage() < 0.05, "one image again and again");
        assertEquals(0, ManifoldScores.of(real, real.add(50), 5).density(), "nothing like them");
        mistake(
                "manifold scores: true samples [4, 2] and made ones [4, 3] should be [n, d] and [m, d]; flatten each"
                        + " sample",
                () -> ManifoldScores.of(Tensor.zeros(4, 2), Tensor.zeros(4, 3), 2));
        mistake(
                "manifold scores: the 4-th nearest of 3 other samples isn't there; k is from 1 to 3",
                () -> ManifoldScores.of(Tensor.zeros(4, 2), Tensor.zeros(4, 2), 4));
    }

    private static void mistake(String sentence, Runnable action) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    @Test
    void noiseIsTheSamplesOwn() {
        var plain = new TensorDataset(Tensor.zeros(5, 2), Tensor.zeros(5));
        var noisy = new WithNoise(plain, 3, KEY);
        Tensor all = noisy.trainingBatch(new int[] {0, 1, 2, 3, 4}, KEY).more().getFirst();
        Tensor one = noisy.trainingBatch(new int[] {3}, KEY).more().getFirst();
        assertTrue(all.slice(0, 3, 4).equalBits(one), "not the batch's");
        Tensor later = noisy.trainingBatch(new int[] {3}, KEY.fold(1)).more().getFirst();
        assertTrue(!later.equalBits(one), "new ones each epoch");
        Tensor tested = noisy.batch(new int[] {3}).more().getFirst();
        assertTrue(
                tested.equalBits(noisy.batch(new int[] {0, 3}).more().getFirst().slice(0, 1, 2)));
    }
}
