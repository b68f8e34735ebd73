package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Crf;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Constant;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.MultiStep;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checkpoint is resumed with the schedule and the loss that it was made with, or a sentence says what differs. */
class CheckpointIdentityTest {
    @TempDir
    Path folder;

    @Test
    void anotherSchedule() {
        Recipe recipe = SmallTraining.recipe(1);
        made(recipe);
        assertEquals(
                file() + ": its training ran with the schedule Cosine[floor=0.0], this one asks for"
                        + " Warmup[length=10, rest=Cosine[floor=0.0]]; resume with the same settings",
                refused(recipe.schedule(new Warmup(10, new Cosine()))));
        made(recipe.schedule(new MultiStep(List.of(3L, 5L), 0.1)));
        assertTrue(
                refused(recipe.schedule(new MultiStep(List.of(3L, 6L), 0.1)))
                        .contains(
                                "ran with the schedule MultiStep[milestones=[3, 5], gamma=0.1], this one asks for MultiStep[milestones=[3, 6], gamma=0.1]"));
    }

    @Test
    void anotherLoss() {
        made(SmallTraining.recipe(1));
        assertTrue(refused(recipe(new CrossEntropy(0.2)))
                .contains("ran with the loss CrossEntropy[labelSmoothing=0.1, weight=none, ignoreIndex=-100,"
                        + " classAxis=1, reduction=MEAN], this one asks for CrossEntropy[labelSmoothing=0.2, "));
    }

    @Test
    void otherClassWeights() {
        Loss loss = new CrossEntropy().weight(Tensor.of(1f, 2f, 3f, 4f));
        made(recipe(loss));
        resumed(recipe(new CrossEntropy().weight(Tensor.of(1f, 2f, 3f, 4f))));
        String sentence = refused(recipe(new CrossEntropy().weight(Tensor.of(1f, 2f, 3f, 5f))));
        assertTrue(sentence.contains("weight=float32 [4] with the digest "), sentence);
        assertEquals(1, sentence.lines().count(), sentence);
    }

    static List<Recipe> nameless() {
        Recipe recipe = SmallTraining.recipe(1);
        Schedule slower = (step, steps) -> 0.5;
        Loss loss = (output, target) -> new CrossEntropy().of(output, target);
        return List.of(recipe.schedule(slower), recipe(loss), recipe.schedule(new Warmup(3, slower)));
    }

    /** A lambda's class and address differ in the next process. */
    @ParameterizedTest
    @MethodSource("nameless")
    void functionsWithoutANameAreLeftOut(Recipe recipe) {
        made(recipe);
        assertFalse(metadata().toString().contains("Lambda"), metadata().toString());
        resumed(recipe);
        boolean both = metadata().containsKey("schedule") && metadata().containsKey("loss");
        assertEquals(recipe.schedule() instanceof Warmup, both, metadata().toString());
    }

    @Test
    void theDefaultScheduleHasAName() {
        Recipe recipe =
                Recipe.of(new CrossEntropy(), new Sgd(0.1, 0, 0, 0, false)).epochs(1);
        assertEquals(new Constant(), recipe.schedule());
        made(recipe);
        assertTrue(
                refused(recipe.schedule(new Cosine())).contains("the schedule Constant[], this one asks for Cosine"));
    }

    @Test
    void checkpointsOfBeforeTheyWereKept() {
        made(SmallTraining.recipe(1));
        Safetensors.Contents contents = Safetensors.read(file());
        Map<String, String> metadata = new LinkedHashMap<>(contents.metadata());
        metadata.keySet().removeAll(List.of("schedule", "loss"));
        Safetensors.write(file(), contents.tensors(), metadata);
        resumed(recipe(new CrossEntropy()).schedule(new Constant()));
    }

    /** The field is in the model: its scores are other ones after each step. */
    @Test
    void aLossThatHoldsParameters() {
        Tagger model = Tagger.of(1);
        Recipe recipe = recipe(new CrfNll(model.crf)).shards(1);
        new Trainer(model, Forward.of(model.emissions), recipe, new Checkpoints(file(), model, recipe, 0))
                .fit(sequences());
        Tagger other = Tagger.of(2);
        var trainer = new Trainer(
                other,
                Forward.of(other.emissions),
                recipe(new CrfNll(other.crf)).shards(1));
        assertEquals(1, trainer.resume(Checkpoint.read(file())).progress().epoch());
    }

    private record Tagger(Linear emissions, Crf crf) {
        static Tagger of(long seed) {
            RandomKey key = RandomKey.of(seed);
            return new Tagger(Linear.of(3, 2, key), Crf.of(2, key.fold("crf")));
        }
    }

    private static TensorDataset sequences() {
        return new TensorDataset(
                Tensor.arange(60).to(DType.FLOAT32).reshape(4, 5, 3), Tensor.full(DType.INT64, Shape.of(4, 5), 1));
    }

    private static Recipe recipe(Loss loss) {
        Recipe small = SmallTraining.recipe(1);
        return Recipe.of(loss, small.optimizer())
                .schedule(small.schedule())
                .batch(small.batch())
                .shards(small.shards())
                .epochs(1)
                .seed(small.seed());
    }

    private Path file() {
        return SmallTraining.checkpoint(folder);
    }

    private Map<String, String> metadata() {
        return Safetensors.read(file()).metadata();
    }

    private void made(Recipe recipe) {
        Layer model = SmallTraining.model(1);
        new Trainer(model, recipe, new Checkpoints(file(), model, recipe, 0)).fit(SmallTraining.images());
    }

    private void resumed(Recipe recipe) {
        var trainer = new Trainer(SmallTraining.model(2), recipe).resume(Checkpoint.read(file()));
        assertEquals(1, trainer.progress().epoch());
    }

    private String refused(Recipe recipe) {
        return assertThrows(FileFormatException.class, () -> resumed(recipe)).getMessage();
    }
}
