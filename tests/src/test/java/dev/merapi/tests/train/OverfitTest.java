package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Every network of the zoo must be able to learn one batch of noise by heart. */
class OverfitTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int SAMPLES = 16;

    @Test
    void mlp() {
        overfit(Mlp.of(KEY), 784);
    }

    @Test
    void cifarCnn() {
        overfit(CifarCnn.of(KEY), 3, 32, 32);
    }

    @Test
    void fashionCnn() {
        overfit(FashionCnn.of(KEY), 1, 28, 28);
    }

    private static void overfit(Layer model, int... sample) {
        int[] dims = new int[sample.length + 1];
        dims[0] = SAMPLES;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        long[] labels = KEY.fold("labels").uniform(SAMPLES).mul(10).floor().toLongArray();
        Batch batch = new Batch(KEY.fold("noise").normal(dims), Tensor.of(labels));
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(0), Adam.of(3e-3)).batch(SAMPLES));
        double loss = trainer.step(batch);
        for (int step = 0; step < 60; step++) {
            loss = trainer.step(batch);
        }
        assertTrue(loss < 0.05, model.getClass().getSimpleName() + " only got to a loss of " + loss);
    }
}
