package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A service that shuts down interrupts the thread that trains. */
class InterruptedTrainingTest {
    private static final RandomKey KEY = RandomKey.of(3);

    /** Adam, in the middle of whose third step an interrupt comes. */
    private record Interrupted(Optimizer rule) implements Optimizer {
        @Override
        public double rate() {
            return rule.rate();
        }

        @Override
        public Slots slots(Map<String, Tensor> parameters) {
            return rule.slots(parameters);
        }

        @Override
        public void step(
                long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
            parameters.keySet().forEach(name -> {
                rule.step(step, rate, one(parameters, name), gradients, slots);
                if (step == 3) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        private static Map<String, Tensor> one(Map<String, Tensor> parameters, String name) {
            return new HashMap<>(Map.of(name, parameters.get(name)));
        }
    }

    private static Layer model() {
        return Sequential.of(
                Linear.of(40, 2000, KEY.fold("in")),
                BatchNorm.of(2000),
                Linear.of(2000, 30, KEY.fold("middle")),
                Linear.of(30, 1, KEY.fold("out")));
    }

    private static Dataset data() {
        return new TensorDataset(KEY.fold("x").normal(60, 40), KEY.fold("y").normal(60, 1));
    }

    private static Recipe recipe(Optimizer optimizer) {
        return Recipe.of(new MeanSquaredError(), optimizer).batch(20).epochs(2).seed(4);
    }

    /** What isn't whole isn't done: parameters, their optimizer's memory and the progress are those after a step. */
    @Test
    void aStepIsMadeWholeOrNotAndTrainingGoesOnWithTheSameBits() {
        Layer unbroken = model();
        new Trainer(unbroken, recipe(Adam.of(1e-2))).fit(data());
        Layer broken = model();
        var trainer = new Trainer(broken, recipe(new Interrupted(Adam.of(1e-2))));
        Workers.withThreads(2, () -> {
            assertThrows(RuntimeException.class, () -> trainer.fit(data()));
            assertTrue(Thread.interrupted(), "the flag stays set");
            assertEquals(3, trainer.progress().steps());
            return trainer.fit(data());
        });
        State.of(unbroken)
                .tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.toFloatArray(),
                        State.of(broken).tensors().get(name).toFloatArray(),
                        name));
    }

    @Test
    void aLoopThatMustBeWholeIsNotCutShort() {
        int[] sum = {0};
        Workers.withThreads(2, () -> {
            Thread.currentThread().interrupt();
            Workers.whole(() -> Workers.forRange(100, 1, (from, to) -> {
                synchronized (sum) {
                    sum[0] += to - from;
                }
            }));
            assertThrows(CancellationException.class, () -> Workers.forRange(100, 1, (from, to) -> {}));
            return sum;
        });
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertEquals(100, sum[0]);
    }
}
