package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resumed training equals an unbroken one, bit for bit, wherever it was broken. */
class ResumeTest {
    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 4, SmallTraining.STEPS, SmallTraining.STEPS + 3, 2 * SmallTraining.STEPS})
    void resumedEqualsUnbroken(int breakAfter) {
        Layer broken = SmallTraining.model(1);
        Recipe recipe = SmallTraining.recipe(EPOCHS);
        Path file = SmallTraining.checkpoint(folder);
        Trainer first = new Trainer(broken, recipe, event -> {
            if (event instanceof Callback.StepEnd && event.progress().steps() == breakAfter) {
                Checkpoint.write(file, broken, recipe, event.progress());
                throw new Broken();
            }
        });
        assertThrows(Broken.class, () -> first.fit(SmallTraining.images(), SmallTraining.images()));
        assertEquals(unbroken(), resumed(file));
    }

    /** The child says each step it made; we kill it in the middle of the second epoch. */
    @Test
    void killedProcessResumes() throws IOException, InterruptedException {
        Child.killAt("step " + (SmallTraining.STEPS + 2), Killed.class, folder.toString());
        assertTrue(Files.exists(SmallTraining.checkpoint(folder)));
        assertEquals(unbroken(), resumed(SmallTraining.checkpoint(folder)));
    }

    @Test
    void historyAndFiguresAreThoseOfTheUnbrokenRun() {
        Layer model = SmallTraining.model(1);
        Recipe recipe = SmallTraining.recipe(EPOCHS);
        Path file = SmallTraining.checkpoint(folder);
        List<EpochRecord> whole = new Trainer(model, recipe, new Checkpoints(file, model, recipe, 3))
                .fit(SmallTraining.images(), SmallTraining.images())
                .history();
        List<EpochRecord> read = Checkpoint.read(file).history();
        assertEquals(whole, read);
        assertFalse(Double.isNaN(whole.getLast().validationAccuracy()));
    }

    @Test
    void anotherRecipeIsRefused() {
        Layer model = SmallTraining.model(1);
        Recipe recipe = SmallTraining.recipe(1);
        Path file = SmallTraining.checkpoint(folder);
        new Trainer(model, recipe, new Checkpoints(file, model, recipe, 0)).fit(SmallTraining.images());
        Checkpoint checkpoint = Checkpoint.read(file);
        Trainer other = new Trainer(model, recipe.shards(2));
        var error = assertThrows(FileFormatException.class, () -> other.resume(checkpoint));
        assertTrue(error.getMessage().contains("resume with the same settings"), error.getMessage());
    }

    private static String unbroken() {
        Layer model = SmallTraining.model(1);
        new Trainer(model, SmallTraining.recipe(EPOCHS)).fit(SmallTraining.images(), SmallTraining.images());
        return SmallTraining.digest(model);
    }

    /** Into a model with other weights, which the checkpoint must replace. */
    private static String resumed(Path file) {
        Layer model = SmallTraining.model(2);
        new Trainer(model, SmallTraining.recipe(EPOCHS))
                .resume(Checkpoint.read(file))
                .fit(SmallTraining.images(), SmallTraining.images());
        return SmallTraining.digest(model);
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A training process to be killed. */
    static final class Killed {
        private Killed() {}

        /** Trains with a checkpoint every second step, and waits after each so that the parent can aim. */
        public static void main(String[] args) {
            Layer model = SmallTraining.model(1);
            Recipe recipe = SmallTraining.recipe(EPOCHS);
            Path file = SmallTraining.checkpoint(Path.of(args[0]));
            Callback talk = event -> {
                if (event instanceof Callback.StepEnd) {
                    System.out.println("step " + event.progress().steps());
                }
            };
            new Trainer(model, recipe, new Checkpoints(file, model, recipe, 2), talk).fit(SmallTraining.images());
        }
    }
}
