package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that isn't finite stops the training, says where that began, and leaves the last checkpoint good. */
class NonFiniteLossTest {
    private static final TensorDataset DATA =
            new TensorDataset(RandomKey.of(1).normal(40, 3), RandomKey.of(2).normal(40, 1));

    @TempDir
    Path folder;

    /** log of a negative number: the operator that made the NaN is named, not the mean that passed it on. */
    @Test
    void theOperatorThatMadeItIsNamed() {
        record Logarithm(Tensor weight) implements Layer {
            @Override
            public Tensor forward(Tensor x) {
                return x.matmul(weight).log();
            }
        }
        Layer model = new Logarithm(Tensor.of(Shape.of(3, 1), 1f, 1f, 1f));
        var error = assertThrows(NonFiniteLossException.class, () -> new Trainer(model, recipe(0.1)).fit(DATA));
        assertTrue(error.getMessage().contains("NaN at step 1 (epoch 1)"), error.getMessage());
        assertTrue(error.getMessage().contains("operator log"), error.getMessage());
    }

    @Test
    void badDataIsBlamed() {
        TensorDataset bad = new TensorDataset(DATA.inputs().mul(Double.NaN), DATA.targets());
        Layer model = Linear.of(3, 1, RandomKey.of(4));
        var error = assertThrows(NonFiniteLossException.class, () -> new Trainer(model, recipe(0.1)).fit(bad));
        assertTrue(error.getMessage().contains("look at the data"), error.getMessage());
    }

    /** A rate far too high: the parameters explode, and the checkpoint from before is still there. */
    @Test
    void theLastGoodCheckpointStays() {
        Path file = SmallTraining.checkpoint(folder);
        Layer model = new Linear(Tensor.of(Shape.of(3, 1), 1f, 1f, 1f), Optional.empty());
        Recipe recipe = recipe(1e6);
        long[] steps = new long[1];
        Callback count = event -> steps[0] = event.progress().steps();
        Trainer trainer = new Trainer(model, recipe, count, new Checkpoints(file, model, recipe, 1));
        var error = assertThrows(NonFiniteLossException.class, () -> trainer.fit(DATA));
        assertTrue(error.getMessage().contains("at step " + (steps[0] + 1)), error.getMessage());
        Trainer again = new Trainer(model, recipe).resume(Checkpoint.read(file));
        assertEquals(steps[0], again.progress().steps());
    }

    private static Recipe recipe(double rate) {
        return Recipe.of(new MeanSquaredError(), Sgd.of(rate)).batch(20).epochs(30);
    }
}
