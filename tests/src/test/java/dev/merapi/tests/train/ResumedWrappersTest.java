package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.optim.Accumulate;
import dev.merapi.models.optim.Adadelta;
import dev.merapi.models.optim.Adafactor;
import dev.merapi.models.optim.Adagrad;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.ClipValue;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.CosineRestarts;
import dev.merapi.models.optim.Ema;
import dev.merapi.models.optim.Lamb;
import dev.merapi.models.optim.Lion;
import dev.merapi.models.optim.MaxNorm;
import dev.merapi.models.optim.Nadam;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Penalty;
import dev.merapi.models.optim.Phases;
import dev.merapi.models.optim.Plateau;
import dev.merapi.models.optim.Product;
import dev.merapi.models.optim.RmsProp;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.Swa;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.optim.WeightAverage;
import dev.merapi.models.train.AveragedWeights;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an optimizer or a schedule remembers is in the checkpoint: resumed runs equal unbroken ones, bit for bit.
 */
class ResumedWrappersTest {
    private static final ImageDataset IMAGES = SmallTraining.images();

    @TempDir
    Path folder;

    static Stream<Arguments> recipes() {
        AdamW adam = AdamW.of(3e-3);
        Recipe recipe = SmallTraining.recipe(2);
        var all = new Ema(0.9, new Accumulate(2, new ClipNorm(0.1, ParameterGroups.decayingMatrices(adam))));
        return Stream.of(
                Arguments.of("clip norm", recipe.optimizer(new ClipNorm(0.1, adam))),
                Arguments.of("clip value", recipe.optimizer(new ClipValue(0.01, adam))),
                Arguments.of("accumulate", recipe.optimizer(new Accumulate(4, adam))),
                Arguments.of("ema", recipe.optimizer(new Ema(0.9, adam))),
                Arguments.of("swa", recipe.optimizer(new Swa(2, 2, 1e-3, 3, adam))),
                Arguments.of("penalty", recipe.optimizer(new Penalty(1e-3, 1e-2, adam))),
                Arguments.of("max norm", recipe.optimizer(new MaxNorm(0.5, adam))),
                Arguments.of("groups", recipe.optimizer(ParameterGroups.decayingMatrices(adam.withWeightDecay(0.1)))),
                Arguments.of("amsgrad", recipe.optimizer(adam.withAmsgrad())),
                Arguments.of("sgd", recipe.optimizer(Sgd.of(1e-2))),
                Arguments.of("nesterov", recipe.optimizer(Sgd.of(1e-2, 0.9).withNesterov())),
                Arguments.of("adam", recipe.optimizer(Adam.of(3e-3).withWeightDecay(0.1))),
                Arguments.of("nadam", recipe.optimizer(Nadam.of(3e-3))),
                Arguments.of(
                        "rmsprop",
                        recipe.optimizer(RmsProp.of(1e-3).withMomentum(0.9).withCentering())),
                Arguments.of("adagrad", recipe.optimizer(new Adagrad(1e-2, 0.1, 0, 0.1, 1e-10))),
                Arguments.of("adadelta", recipe.optimizer(Adadelta.of(1))),
                Arguments.of("lion", recipe.optimizer(Lion.of(3e-4).withWeightDecay(0.1))),
                Arguments.of("lamb", recipe.optimizer(Lamb.of(3e-3))),
                Arguments.of("adafactor", recipe.optimizer(Adafactor.of(1e-2))),
                Arguments.of(
                        "warm-up, phases, one cycle",
                        recipe.schedule(
                                new Warmup(2, new Phases(new OneCycle()).after(3, new CosineRestarts(2, 1, 0.1))))),
                Arguments.of(
                        "all",
                        recipe.optimizer(all).schedule(Product.of(new Cosine(), new Plateau(0.5, 0, 0.9, 0, 0)))));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void resumedEqualsUnbroken(String name, Recipe recipe) {
        int breakAfter = SmallTraining.STEPS + 2;
        Layer broken = SmallTraining.model(2);
        Path file = SmallTraining.checkpoint(folder);
        Layer whole = SmallTraining.model(1);
        Trainer unbroken = new Trainer(whole, recipe, event -> {
            if (event instanceof Callback.StepEnd && event.progress().steps() == breakAfter) {
                Checkpoint.write(file, whole, recipe, event.progress());
            }
        });
        Progress first = unbroken.fit(IMAGES, IMAGES);
        Trainer resumed = new Trainer(broken, recipe).resume(Checkpoint.read(file));
        assertEquals(breakAfter, resumed.progress().steps());
        Progress second = resumed.fit(IMAGES, IMAGES);
        assertEquals(SmallTraining.digest(whole), SmallTraining.digest(broken), name);
        assertEquals(
                first.history().getLast().rate(), second.history().getLast().rate());
        first.slots()
                .tensors()
                .forEach((slot, tensors) -> tensors.forEach((parameter, t) -> assertTrue(
                        t.equalBits(second.slots().of(slot).get(parameter)), name + ": " + slot + " of " + parameter)));
    }

    @Test
    void aPlateauLowersTheRate() {
        Recipe recipe = SmallTraining.recipe(3).schedule(new Plateau(0.5, 0, 0.99, 0, 0));
        var rates = new Trainer(SmallTraining.model(1), recipe)
                .fit(IMAGES, IMAGES).history().stream().map(EpochRecord::rate).toList();
        assertEquals(java.util.List.of(3e-3, 3e-3, 1.5e-3), rates, "an improvement of 99 % never comes");
    }

    @Test
    void aPlateauOfAccuracies() {
        Plateau highest = new Plateau(0.5, 0, 0, 0, 0).withMode(Plateau.Mode.MAX);
        Recipe recipe = SmallTraining.recipe(4).schedule(highest.withThreshold(2, Plateau.ThresholdMode.ABS));
        var history =
                new Trainer(SmallTraining.model(1), recipe).fit(IMAGES, IMAGES).history();
        assertEquals(
                java.util.List.of(3e-3, 3e-3, 1.5e-3, 7.5e-4),
                history.stream().map(EpochRecord::rate).toList(),
                "no accuracy is better than another by 2");
    }

    @Test
    void averagesAreLookedAtForAWhile() {
        Ema ema = new Ema(0.8, AdamW.of(3e-3));
        Layer model = SmallTraining.model(1);
        Recipe recipe = SmallTraining.recipe(2).optimizer(ema);
        Progress progress = new Trainer(model, recipe).fit(IMAGES);
        String before = SmallTraining.digest(model);
        double last = Evaluation.of(Forward.of(model), IMAGES, recipe.loss()).loss();
        double averaged = AveragedWeights.use(model, averages(ema, progress), () -> {
            assertNotEquals(before, SmallTraining.digest(model));
            return Evaluation.of(Forward.of(model), IMAGES, recipe.loss()).loss();
        });
        assertEquals(before, SmallTraining.digest(model), "the weights are as before");
        assertNotEquals(last, averaged);
        Path file = folder.resolve("averaged.safetensors");
        AveragedWeights.use(model, averages(ema, progress), () -> Weights.save(model, file));
        Weights.load(model, file);
        assertEquals(
                averaged,
                Evaluation.of(Forward.of(model), IMAGES, recipe.loss()).loss());
        Map<String, Tensor> none = Map.of();
        var error = assertThrows(IllegalArgumentException.class, () -> AveragedWeights.use(model, none, () -> 0));
        assertTrue(
                error.getMessage().startsWith("averages are known for [], but this model has [0.weight"), "" + error);
    }

    /**
     * Batch norm's statistics become those of the data under the weights at hand, by the mean over batches of equal
     * size.
     */
    @Test
    void buffersAreRecomputed() {
        Swa swa = new Swa(2, 1, 1e-3, 0, AdamW.of(3e-3));
        Layer model = SmallTraining.model(1);
        Progress progress = new Trainer(model, SmallTraining.recipe(2).optimizer(swa)).fit(IMAGES);
        Map<String, Tensor> running = State.of(model).buffers();
        Map<String, Tensor> trained = copies(running);
        Map<String, Tensor> recomputed = AveragedWeights.use(model, averages(swa, progress), () -> {
            running.values().forEach(buffer -> buffer.assign(buffer.zerosLike().add(1e6)));
            AveragedWeights.recomputeBuffers(Forward.of(model), IMAGES, 50, RandomKey.of(1));
            return copies(running);
        });
        running.forEach((name, buffer) -> {
            assertTrue(buffer.equalBits(trained.get(name)), name + " is as before");
            double far = recomputed.get(name).sub(trained.get(name)).abs().max().item();
            assertTrue(far > 0 && far < 5, name + " is off by " + far);
        });
    }

    private static Map<String, Tensor> averages(WeightAverage average, Progress progress) {
        return average.averages(progress.steps(), progress.slots());
    }

    private static Map<String, Tensor> copies(Map<String, Tensor> tensors) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, t) -> copies.put(name, t.zerosLike().assign(t)));
        return copies;
    }
}
