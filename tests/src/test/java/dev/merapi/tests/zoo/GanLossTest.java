package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Training;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Neither network runs away from the other. */
class GanLossTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int BATCH = 16;

    /** As a target of dcgan-fashion has it: at 5 a generator's images pass for true with 0.7 %. */
    private static final double BOUND = 5;

    /** Gray images with a bright stripe, four rows high, anywhere: [n, 1, 16, 16], from -1 to 1. */
    private static Tensor stripes(int step) {
        float[] pixels = new float[BATCH * 256];
        float[] places = KEY.fold("places").fold(step).uniform(BATCH).toFloatArray();
        for (int i = 0; i < pixels.length; i++) {
            int from = (int) (places[i / 256] * 12);
            int row = i % 256 / 16;
            pixels[i] = row >= from && row < from + 4 ? 0.9f : -0.7f;
        }
        return Tensor.of(pixels).reshape(BATCH, 1, 16, 16);
    }

    @Test
    void bothLossesStayFiniteAndBounded() {
        Dcgan gan = Dcgan.of(8, 8, 1, 16, KEY.fold("model"));
        Recipe recipe =
                Recipe.of(Dcgan.loss(), new Adam(5e-4, 0.5, 0.999, 1e-8, 0)).batch(BATCH);
        Trainer trainer =
                new Trainer(gan, batch -> gan.game(batch.inputs(), batch.more().getFirst()), recipe);
        double[] largest = new double[2];
        for (int step = 0; step < 100; step++) {
            Tensor shown = stripes(step);
            Tensor noise = KEY.fold("noise").fold(step).normal(BATCH, 8, 1, 1);
            double[] losses = Dcgan.costs(new Training(KEY).call(() -> gan.game(shown, noise)))
                    .mean(0)
                    .toDoubleArray();
            for (int who = 0; who < 2; who++) {
                assertTrue(Double.isFinite(losses[who]), "step " + step);
                largest[who] = Math.max(largest[who], losses[who]);
            }
            trainer.step(new Batch(shown, Tensor.zeros(BATCH)).and(noise));
        }
        assertTrue(largest[0] < BOUND && largest[1] < BOUND, largest[0] + ", " + largest[1]);
    }
}
