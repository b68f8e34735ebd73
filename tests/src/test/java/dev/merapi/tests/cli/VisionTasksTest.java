package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.cli.Failure;
import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.task.Phase;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.task.Work;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.layer.State;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Trainer;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers of images and segmentation, from the files to the report, on a handful of images. */
class VisionTasksTest {
    private static final int CIFAR_PIXELS = 3 * 32 * 32;

    @TempDir
    Path folder;

    /** Classes take turns; each is of another brightness. */
    private Path cifar(int train, int test) throws IOException {
        Path data = Files.createDirectories(folder.resolve("cifar"));
        Files.write(data.resolve("data_batch_1.bin"), records(train));
        Files.write(data.resolve("test_batch.bin"), records(test));
        return data;
    }

    private static byte[] records(int n) {
        Random random = new Random(n);
        var records = new ByteArrayOutputStream();
        for (int i = 0; i < n; i++) {
            byte[] pixels = new byte[CIFAR_PIXELS];
            random.nextBytes(pixels);
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) ((pixels[p] & 0x1f) + 22 * (i % 10));
            }
            records.write(i % 10);
            records.writeBytes(pixels);
        }
        return records.toByteArray();
    }

    private static Work open(Task task, Path data, int limit) {
        return task.open(data, new Manifest.Settings(data.toString(), 1, 8, 1e-3, 0, limit, 0, 0), Optional.empty());
    }

    private static Task task(String name) {
        return Tasks.find(name).orElseThrow();
    }

    private static Phase training(Work work) {
        return work.phases().getLast();
    }

    private static void train(Work work) {
        Phase phase = training(work);
        new Trainer(work.model(), phase.forward(), phase.recipe()).fit(phase.train(), phase.validation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alexnet",
                "vgg11",
                "vgg16",
                "resnet18",
                "resnet50",
                "resnet20",
                "resnet56",
                "se-resnet20",
                "googlenet",
                "mobilenetv2"
            })
    void greatNetworksTakeCifarsImages(String name) throws IOException {
        Work work = open(task(name), cifar(100, 10), 8);
        assertEquals(8, training(work).train().size());
        assertEquals(8, training(work).validation().size());
        train(work);
        Outcome outcome = work.outcome().get();
        assertEquals("test accuracy", outcome.headline().name());
        assertTrue(Double.isFinite(outcome.values().get("test loss")), outcome::text);
    }

    @Test
    void aTenthValidatesAndTrainingSeesImagesChanged() throws IOException {
        Work work = open(task("resnet20"), cifar(100, 10), 0);
        assertEquals(90, training(work).train().size());
        assertEquals(10, training(work).validation().size());
        int[] first = {0, 1, 2, 3};
        RandomKey key = RandomKey.of(5);
        Tensor changed = training(work).train().trainingBatch(first, key).inputs();
        assertTrue(changed.equalBits(
                training(work).train().trainingBatch(first, key).inputs()));
        assertFalse(changed.equalBits(training(work).train().batch(first).inputs()));
        assertFalse(changed.equalBits(training(work)
                .train()
                .trainingBatch(first, key.fold("next epoch"))
                .inputs()));
    }

    @Test
    void bitsDontDependOnThreads() throws IOException {
        Path data = cifar(100, 10);
        assertArrayEquals(parameters(data, 1), parameters(data, 2));
    }

    private static float[] parameters(Path data, int threads) {
        Work work = open(task("se-resnet20"), data, 16);
        Workers.withThreads(threads, () -> {
            train(work);
            return 0;
        });
        List<Tensor> all = State.of(work.model()).tensors().values().stream()
                .map(Tensor::flatten)
                .toList();
        return Tensor.concat(0, all.toArray(Tensor[]::new)).toFloatArray();
    }

    @Test
    void shapesAreFoundWithoutAFolder() throws IOException, InterruptedException {
        Command merapi = new Command(folder);
        Command.Outcome trained = merapi.run(
                        "train", "unet-shapes", "--epochs", 1, "--limit", 8, "--threads", 2, "--out", "run")
                .ok();
        assertTrue(
                trained.out().contains("8 images to train on, 8 to validate on, from its own generator"),
                trained.out());
        assertTrue(trained.last().startsWith("mean IoU of the shapes "), trained.out());
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("IoU of triangle") && report.contains("data:image/png;base64,"), "pictures");
        merapi.run("train", "--resume", "run", "--epochs", 2).ok();
        merapi.run("train", "unet-shapes", "--data", ".").failed(1, "the data is generated", "leave --data out");
    }

    @Test
    void imagesOfAnotherSizeAreRefused() throws IOException {
        Path small = Stripes.write(folder.resolve("stripes"), 20, 10);
        var e = assertThrows(Failure.class, () -> open(task("resnet18"), small, 0));
        assertTrue(
                e.getMessage()
                        .startsWith("the images in " + small
                                + " are 28 x 28 in gray, but resnet18 takes 32 x 32 in 3 colours; try merapi train"
                                + " fashion-mnist or merapi train mlp or merapi train lenet5"),
                e.getMessage());
        Path coloured = cifar(20, 10);
        e = assertThrows(Failure.class, () -> open(task("digits-mlp"), coloured, 0));
        assertTrue(
                e.getMessage().contains("are 32 x 32 in 3 colours, but digits-mlp takes 8 x 8 in gray"),
                e.getMessage());
    }

    @Test
    void otherNumbersOfClassesAreRefused() throws IOException {
        Path data = Stripes.write(folder.resolve("stripes"), 20, 10);
        Files.writeString(data.resolve("classes.txt"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
        var e = assertThrows(Failure.class, () -> open(task("lenet5"), data, 0));
        assertEquals(
                "the images in " + data + " have 11 classes, but lenet5 tells 10 apart; give it images of 10 classes",
                e.getMessage());
    }

    @Test
    void classNumbersOutOfRangeAndEmptyFilesAreNamed() throws IOException {
        Path data = cifar(20, 10);
        Path train = data.resolve("data_batch_1.bin");
        byte[] records = Files.readAllBytes(train);
        records[2 * (CIFAR_PIXELS + 1)] = 17;
        Files.write(train, records);
        var e = assertThrows(FileFormatException.class, () -> open(task("resnet50"), data, 0));
        assertTrue(e.getMessage().contains(train + ": the label of record 2 is 17"), e.getMessage());
        Files.write(train, new byte[0]);
        e = assertThrows(FileFormatException.class, () -> open(task("googlenet"), data, 0));
        assertTrue(e.getMessage().contains(train + ": the file is empty"), e.getMessage());
    }

    @Test
    void tooFewToHoldSomeBack() throws IOException {
        Path data = cifar(20, 10);
        var e = assertThrows(Failure.class, () -> open(task("resnet56"), data, 0));
        assertEquals(
                data + " has 20 images to train on, too few to hold 10.00 % of each class back to validate on;"
                        + " give it more",
                e.getMessage());
    }
}
