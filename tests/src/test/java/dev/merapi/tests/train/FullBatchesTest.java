package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs of full batches alone: what doesn't fill the last one is left out, other samples in each epoch. */
class FullBatchesTest {
    private static final RandomKey KEY = RandomKey.of(5);

    private static Dataset numbers(int n) {
        Tensor x = Tensor.arange(n).to(DType.FLOAT32).reshape(n, 1);
        return new TensorDataset(x, x.mul(0.01));
    }

    private static Recipe recipe() {
        return Recipe.of(new MeanSquaredError(), Sgd.of(1e-4)).batch(4).epochs(3);
    }

    @Test
    void theRestIsLeftOut() {
        TreeSet<Integer> left = new TreeSet<>();
        for (int epoch = 0; epoch < 8; epoch++) {
            List<Integer> seen = new ArrayList<>();
            try (Batches batches = Batches.shuffled(numbers(11), 4, KEY.fold(epoch), 0, true)) {
                assertEquals(2, batches.steps());
                while (batches.hasNext()) {
                    Arrays.stream(batches.indices()).forEach(seen::add);
                    Batch batch = batches.next();
                    assertEquals(4, batch.size());
                }
            }
            for (int i = 0; i < 11; i++) {
                if (!seen.contains(i)) {
                    left.add(i);
                }
            }
        }
        assertTrue(left.size() > 6, () -> "only " + left + " were ever left out");
        int[] all;
        int[] full;
        try (Batches some = Batches.shuffled(numbers(11), 4, KEY);
                Batches same = Batches.shuffled(numbers(11), 4, KEY, 0, true)) {
            all = some.indices();
            full = same.indices();
        }
        assertArrayEquals(all, full, "the batches that stay are the same");
    }

    @Test
    void trainingTakesFullBatches() {
        List<Integer> sizes = new ArrayList<>();
        Progress progress = trainer(recipe().dropLast(true), sizes).fit(numbers(11));
        assertEquals(List.of(4, 4, 4, 4, 4, 4), sizes);
        assertEquals(6, progress.steps());
        sizes.clear();
        trainer(recipe(), sizes).fit(numbers(11));
        assertEquals(List.of(4, 4, 3, 4, 4, 3, 4, 4, 3), sizes);
        assertFalse(recipe().dropLast(true).dropLast(false).epochs(2).dropLast());
        assertTrue(recipe().dropLast(true).epochs(2).batch(8).seed(3).shards(1).dropLast());
    }

    private static Trainer trainer(Recipe recipe, List<Integer> sizes) {
        return new Trainer(Linear.of(1, 1, KEY), recipe, event -> {
            if (event instanceof Callback.StepEnd step) {
                sizes.add(step.samples());
            }
        });
    }

    @Test
    void resumedEqualsUnbroken(@TempDir Path folder) {
        Recipe recipe = recipe().dropLast(true);
        Linear unbroken = Linear.of(1, 1, KEY);
        Path file = folder.resolve("checkpoint.safetensors");
        new Trainer(unbroken, recipe, event -> {
                    if (event instanceof Callback.StepEnd && event.progress().steps() == 3) {
                        Checkpoint.write(file, unbroken, recipe, event.progress());
                    }
                })
                .fit(numbers(11));
        Linear resumed = Linear.of(1, 1, RandomKey.of(1));
        new Trainer(resumed, recipe).resume(Checkpoint.read(file)).fit(numbers(11));
        assertTrue(unbroken.weight().equalBits(resumed.weight()));
        Trainer other = new Trainer(resumed, recipe());
        Checkpoint checkpoint = Checkpoint.read(file);
        String said = assertThrows(FileFormatException.class, () -> other.resume(checkpoint))
                .getMessage();
        assertTrue(said.contains("full batches alone"), said);
    }

    @Test
    void mistakesAreTold() {
        assertEquals(
                "3 samples don't fill a batch of 4, and without the last one none is left; take smaller batches or keep the"
                        + " last",
                assertThrows(IllegalArgumentException.class, () -> Batches.shuffled(numbers(3), 4, KEY, 0, true))
                        .getMessage());
    }
}
