package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Trainer;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Memory;
import dev.merapi.tests.Settled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training gives back all it takes: the pool's live bytes don't grow from epoch to epoch. */
class SteadyMemoryTest {
    @Test
    void liveBytesAfterEpochs2And5AreEqual() throws InterruptedException {
        List<Long> live = new ArrayList<>();
        Layer model = SmallTraining.model(1);
        Callback look = event -> {
            if (event instanceof Callback.EpochEnd) {
                live.add(Memory.stats().live());
            }
        };
        var data = SmallTraining.images();
        Settled.memory();
        Workers.withThreads(2, () -> new Trainer(model, SmallTraining.recipe(5), look).fit(data, data));
        assertEquals(live.get(1), live.get(4), "live bytes after each epoch: " + live);
    }
}
