package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.cli.task.Phase;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.task.Work;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers of images validate on images that they aren't trained on, and look at the test images at the end alone. */
class HeldImagesTest {
    private static final int TRAIN = 200;

    @TempDir
    Path folder;

    private Phase phase(String name, Path data) {
        return work(name, data).phases().getLast();
    }

    private static Work work(String name, Path data) {
        Task task = Tasks.find(name).orElseThrow();
        var settings = new Manifest.Settings(data.toString(), 2, 20, 1e-2, 0, 0, 0, 0);
        return task.open(data, settings, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fashion-mnist", "mlp", "lenet5"})
    void aTenthOfEachClassValidates(String name) throws IOException {
        Phase phase = phase(name, Stripes.write(folder.resolve("stripes"), TRAIN, 30));
        assertEquals(TRAIN * 9 / 10, phase.train().size());
        long[] labels = phase.validation().batch(all(TRAIN / 10)).targets().toLongArray();
        Arrays.sort(labels);
        assertArrayEquals(IntStream.range(0, TRAIN / 10).mapToLong(i -> i / 2).toArray(), labels);
    }

    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    /** Whatever the test images are, the curve is the same: it, and --patience, can't be tuned on them. */
    @Test
    void theCurveNeverSeesTheTestImages() throws IOException {
        Path plain = Stripes.write(folder.resolve("stripes"), TRAIN, 30);
        Path other = Stripes.write(folder.resolve("other"), TRAIN, 30);
        Path labels = other.resolve("t10k-labels-idx1-ubyte");
        byte[] wrong = Files.readAllBytes(labels);
        for (int i = 8; i < wrong.length; i++) {
            wrong[i] = (byte) ((wrong[i] + 1) % 10);
        }
        Files.write(labels, wrong);
        Work honest = work("mlp", plain);
        Work mislabelled = work("mlp", other);
        assertEquals(curve(honest), curve(mislabelled));
        double right = honest.outcome().get().values().get("test accuracy");
        double missed = mislabelled.outcome().get().values().get("test accuracy");
        assertEquals(1, right, 0.2);
        assertEquals(0, missed, 0.2);
    }

    private static List<Double> curve(Work work) {
        Phase phase = work.phases().getLast();
        return new Trainer(work.model(), phase.forward(), phase.recipe())
                .fit(phase.train(), phase.validation()).history().stream()
                        .map(EpochRecord::validationLoss)
                        .toList();
    }
}
