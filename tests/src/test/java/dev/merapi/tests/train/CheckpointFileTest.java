package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.tensor.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged or foreign files are one sentence that names the file, and the model stays as it was. */
class CheckpointFileTest {
    @TempDir
    Path folder;

    private final Layer model = SmallTraining.model(1);
    private final Recipe recipe = SmallTraining.recipe(1);

    @BeforeEach
    void train() {
        new Trainer(model, recipe, new Checkpoints(checkpoint(), model, recipe, 0)).fit(SmallTraining.images());
        Weights.save(model, weights());
    }

    private Path checkpoint() {
        return SmallTraining.checkpoint(folder);
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Path other = folder.resolve("other.safetensors");
        Weights.save(model, other);
        assertEquals(-1, Files.mismatch(weights(), other));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.1, 0.5, 0.999})
    void cutShort(double share) throws IOException {
        byte[] bytes = Files.readAllBytes(checkpoint());
        Files.write(checkpoint(), java.util.Arrays.copyOf(bytes, (int) (bytes.length * share)));
        fails(() -> Checkpoint.read(checkpoint()), "checkpoint.safetensors");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0005, 0.02, 0.3, 0.7, 0.9999})
    void oneBitFlipped(double place) throws IOException {
        byte[] bytes = Files.readAllBytes(weights());
        bytes[(int) (bytes.length * place)] ^= 4;
        Files.write(weights(), bytes);
        Layer other = SmallTraining.model(2);
        String before = SmallTraining.digest(other);
        fails(() -> Weights.load(other, weights()), "model.safetensors");
        assertEquals(before, SmallTraining.digest(other));
    }

    @Test
    void anotherArchitecture() {
        Layer other = Linear.of(3, 2, RandomKey.of(1));
        fails(() -> Weights.load(other, weights()), "another architecture");
    }

    @Test
    void weightsAreNoCheckpoint() {
        fails(() -> Checkpoint.read(weights()), "no training checkpoint");
    }

    /** Until the epoch's loss was weighed as the loss weighs it, its weight was the number of samples. */
    @Test
    void ofBeforeTheTallyHadAWeight() {
        Safetensors.Contents contents = Safetensors.read(checkpoint());
        Map<String, String> metadata = new LinkedHashMap<>(contents.metadata());
        metadata.put("tally", "1.5,2,3,4");
        Safetensors.write(checkpoint(), contents.tensors(), metadata);
        Trainer trainer = new Trainer(SmallTraining.model(2), recipe).resume(Checkpoint.read(checkpoint()));
        assertEquals(4, trainer.progress().tally().samples());
        assertEquals(1.5 / 4, trainer.progress().tally().loss());
    }

    private static void fails(org.junit.jupiter.api.function.Executable action, String fragment) {
        var error = assertThrows(FileFormatException.class, action);
        assertTrue(error.getMessage().contains(fragment), error.getMessage());
        assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    }
}
