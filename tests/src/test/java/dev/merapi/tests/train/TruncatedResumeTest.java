package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.Checkpoints;
import dev.merapi.models.train.EarlyStopping;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.TruncatedTrainer;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Truncated back-propagation is stopped, resumed, watched and checked as any training. */
class TruncatedResumeTest {
    private static final int EPOCHS = 3;
    private static final int WINDOW = 7;
    private static final int WINDOWS = 5;
    private static final long[] TEXT = text(100);
    private static final long[] HELD = text(30);

    @TempDir
    Path folder;

    private static long[] text(int length) {
        long[] text = new long[length];
        Arrays.setAll(text, i -> i * i % 11);
        return text;
    }

    /** Dropout draws, and batch norm has statistics that aren't trained. */
    private record Model(LstmLanguageModel words, BatchNorm norm) implements Layer {
        static Model of(long seed) {
            var options = RecurrentOptions.DEFAULT.dropout(0.2);
            return new Model(LstmLanguageModel.of(11, 6, 8, options, RandomKey.of(seed)), BatchNorm.of(11));
        }

        @Override
        public Tensor forward(Tensor x) {
            return run(x, List.of()).output();
        }

        Unrolled run(Tensor x, List<Tensor> state) {
            Unrolled u = words.run(x, state);
            Tensor y = u.output();
            return new Unrolled(norm.forward(y.reshape(-1, 11)).reshape(y.size(0), y.size(1), 11), u.state());
        }
    }

    private static Recipe recipe() {
        return Recipe.of(new CrossEntropy(), Adam.of(1e-2))
                .schedule(new Cosine(0.1))
                .batch(3)
                .epochs(EPOCHS)
                .seed(7);
    }

    private static TruncatedTrainer trainer(Model model, Callback... callbacks) {
        return new TruncatedTrainer(model, model::run, recipe(), WINDOW, callbacks);
    }

    private record Trained(String digest, List<Double> losses) {
        static Trained of(Model model, Progress progress) {
            List<Double> losses = new ArrayList<>();
            progress.history()
                    .forEach(epoch -> losses.addAll(List.of(
                            epoch.loss(), epoch.accuracy(), epoch.validationLoss(), epoch.validationAccuracy())));
            return new Trained(SmallTraining.digest(model), losses);
        }
    }

    private static Trained unbroken() {
        Model model = Model.of(1);
        return Trained.of(model, trainer(model).fit(TEXT, HELD));
    }

    private static Trained resumed(Path file) {
        Model model = Model.of(2);
        return Trained.of(model, trainer(model).resume(Checkpoint.read(file)).fit(TEXT, HELD));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, WINDOWS, WINDOWS + 3, 2 * WINDOWS})
    void resumedEqualsUnbroken(int breakAfter) {
        Model broken = Model.of(1);
        Path file = SmallTraining.checkpoint(folder);
        Callback checkpoints = new Checkpoints(file, broken, recipe(), 1);
        TruncatedTrainer first = trainer(broken, checkpoints, event -> {
            if (event instanceof Callback.StepEnd && event.progress().steps() == breakAfter) {
                throw new IllegalStateException("broken");
            }
        });
        assertThrows(IllegalStateException.class, () -> first.fit(TEXT, HELD));
        assertEquals(unbroken(), resumed(file));
    }

    @Test
    void killedProcessResumes() throws IOException, InterruptedException {
        Child.killAt("step " + (WINDOWS + 3), Killed.class, folder.toString());
        assertEquals(unbroken(), resumed(SmallTraining.checkpoint(folder)));
    }

    @Test
    void buffersMoveAndFiguresAreThere() {
        Model model = Model.of(1);
        List<Integer> steps = new ArrayList<>();
        Progress progress = trainer(model, event -> {
                    if (event instanceof Callback.StepEnd end) {
                        assertEquals(WINDOWS, end.steps());
                        steps.add(end.samples());
                    }
                })
                .fit(TEXT, HELD);
        State.of(model)
                .buffers()
                .forEach((name, buffer) -> assertFalse(
                        buffer.equalBits(State.of(Model.of(1)).buffers().get(name)), name));
        assertEquals(EPOCHS * WINDOWS, steps.size());
        assertEquals(List.of(21, 21, 21, 21, 15), steps.subList(0, WINDOWS));
        assertTrue(progress.history().stream()
                .allMatch(epoch -> Double.isFinite(epoch.validationLoss())
                        && epoch.validationAccuracy() >= 0
                        && epoch.accuracy() > 0));
    }

    @Test
    void earlyStoppingStops() {
        Model model = Model.of(1);
        Progress progress = trainer(model, new EarlyStopping(1, 1e9)).fit(TEXT);
        assertEquals(2, progress.epoch());
        assertTrue(progress.stopped().isPresent());
    }

    @Test
    void aLossThatIsntFiniteIsTraced() {
        Model model = Model.of(1);
        double[] before = model.words().embedding().weight().toDoubleArray();
        var trainer = new TruncatedTrainer(
                model,
                (x, state) -> {
                    Unrolled u = model.run(x, state);
                    return new Unrolled(u.output().abs().neg().log(), u.state());
                },
                recipe(),
                WINDOW);
        var error = assertThrows(NonFiniteLossException.class, () -> trainer.fit(TEXT));
        assertTrue(error.getMessage().contains("NaN at step 1 (epoch 1)"), error.getMessage());
        assertTrue(error.getMessage().contains("operator log"), error.getMessage());
        assertArrayEquals(before, model.words().embedding().weight().toDoubleArray());
    }

    /** Other windows have other steps, and a trainer without any leaves the state aside. */
    @Test
    void anotherWindowIsRefused() {
        Model model = Model.of(1);
        Path file = SmallTraining.checkpoint(folder);
        trainer(model, new Checkpoints(file, model, recipe(), 0)).fit(TEXT);
        Checkpoint checkpoint = Checkpoint.read(file);
        var other = new TruncatedTrainer(model, model::run, recipe(), WINDOW + 1);
        var error = assertThrows(FileFormatException.class, () -> other.resume(checkpoint));
        assertTrue(error.getMessage().contains("windows of 7 symbols"), error.getMessage());
        assertTrue(error.getMessage().contains("windows of 8 symbols"), error.getMessage());
        Trainer shuffling = new Trainer(model, recipe());
        assertThrows(FileFormatException.class, () -> shuffling.resume(checkpoint));
    }

    /** A training process to be killed, which waits once it has said so. */
    static final class Killed {
        private Killed() {}

        /** Trains with a checkpoint every second step. */
        public static void main(String[] args) {
            Model model = Model.of(1);
            Path file = SmallTraining.checkpoint(Path.of(args[0]));
            trainer(model, new Checkpoints(file, model, recipe(), 2), event -> {
                        System.out.println("step " + event.progress().steps());
                        if (event.progress().steps() == WINDOWS + 3) {
                            wait(TimeUnit.MINUTES);
                        }
                    })
                    .fit(TEXT, HELD);
        }

        private static void wait(TimeUnit unit) {
            try {
                unit.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
