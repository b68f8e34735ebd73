package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.EarlyStopping;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.RandomKey;
import org.junit.jupiter.api.Test;

/** Training ends once the validation loss has stopped falling. */
class EarlyStoppingTest {
    private static final TensorDataset DATA =
            new TensorDataset(RandomKey.of(1).normal(40, 3), RandomKey.of(2).normal(40, 1));

    @Test
    void stopsAfterPatience() {
        Progress progress = fit(new EarlyStopping(3, 1e9));
        assertEquals(4, progress.epoch(), "the first epoch is the best, three more are its patience");
        assertEquals("no improvement for 3 epochs", progress.stopped().orElseThrow());
    }

    @Test
    void goesOnWhileTheLossFalls() {
        assertEquals(6, fit(new EarlyStopping(6, 0)).epoch());
    }

    @Test
    void noPatienceIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(0, 0));
    }

    private static Progress fit(EarlyStopping stopping) {
        Recipe recipe =
                Recipe.of(new MeanSquaredError(), Sgd.of(0.01)).batch(10).epochs(6);
        return new Trainer(Linear.of(3, 1, RandomKey.of(4)), recipe, stopping).fit(DATA, DATA);
    }
}
