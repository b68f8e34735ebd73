package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Safetensors;
import dev.merapi.models.train.Manifest;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that make images, from the data to the report, on images that are quickly learned. */
class GenerativeTasksTest {
    @TempDir
    Path folder;

    private Command merapi;

    @BeforeEach
    void drawImages() throws IOException {
        // A young JVM's Vector API is slow, and the bits are the same.
        merapi = new Command(folder).jvm("-Dmerapi.simd=scalar");
        Stripes.write(folder.resolve("stripes"), 96, 20);
    }

    private Command.Outcome train(String task, String out, Object... more) throws IOException, InterruptedException {
        Object[] fixed = {"train", task, "--data", "stripes", "--out", out};
        Object[] all = Stream.concat(Arrays.stream(fixed), Arrays.stream(more)).toArray();
        return merapi.run(all).ok();
    }

    private String report(String out) throws IOException {
        return Files.readString(folder.resolve(out).resolve("report.html"));
    }

    @Test
    void autoEncoderShowsWhatComesBack() throws IOException, InterruptedException {
        Command.Outcome trained = train("autoencoder-fashion", "run", "--epochs", 3, "--batch", 16, "--limit", 64);
        assertTrue(trained.out().contains("64 images to train on, 8 to validate on"), trained.out());
        assertTrue(trained.last().startsWith("reconstruction error 0."), trained.last());
        assertTrue(report("run").contains("<h2>There and back</h2>"), "pictures");
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
    }

    @Test
    void variationalOneMakesImagesAndWalksBetweenThem() throws IOException, InterruptedException {
        train("vae-fashion", "run", "--epochs", 2, "--batch", 16);
        String report = report("run");
        assertTrue(report.contains("<h2>What it makes</h2>") && report.contains("From one image to another"), report);
        Map<String, Double> metrics = Manifest.read(folder.resolve("run/manifest.json"))
                .result()
                .orElseThrow()
                .metrics();
        assertTrue(metrics.get("test bound (nats)") < 784 * Math.log(2) + 50, "better than gray: " + metrics);
    }

    @Test
    void resumedGameEqualsTheUnbrokenOne() throws IOException, InterruptedException {
        Object[] small = {"--batch", 32, "--limit", 48, "--threads", 1};
        train(
                "dcgan-fashion",
                "whole",
                Stream.concat(Arrays.stream(small), Stream.of("--epochs", 2)).toArray());
        train(
                "dcgan-fashion",
                "parts",
                Stream.concat(Arrays.stream(small), Stream.of("--epochs", 1)).toArray());
        merapi.run("train", "--resume", "parts", "--epochs", 2, "--threads", 2).ok();
        for (String file : new String[] {"model.safetensors", "diary.safetensors"}) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("parts").resolve(file)),
                    file);
        }
        Map<String, Tensor> diary =
                Safetensors.read(folder.resolve("parts/diary.safetensors")).tensors();
        assertEquals(4, diary.size());
        assertEquals(Shape.of(16, 1, 28, 28), diary.get("2.made").shape());
        assertEquals(DType.UINT8, diary.get("1.made").dtype());
        String report = report("parts");
        assertTrue(report.contains("<h2>How it learned</h2>") && report.contains("<h2>The game</h2>"), report);
        assertTrue(report.contains("<title>epoch 2, generator: "), "a curve for each network");
        Safetensors.write(folder.resolve("parts/diary.safetensors"), Map.of("made", Tensor.ones(2)), Map.of());
        merapi.run("train", "--resume", "parts", "--epochs", 3)
                .failed(1, "diary.safetensors", "it holds 'made', which is no epoch's note; remove the file");
    }

    @Test
    void oneTestImageHasNoneToWalkTo() throws IOException, InterruptedException {
        train("vae-fashion", "run", "--epochs", 1, "--limit", 1);
        String report = report("run");
        assertTrue(report.contains("<h2>What it makes</h2>"), report);
        assertFalse(report.contains("From one image to another"), report);
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        merapi.run("train", "vae-fashion", "--data", "nowhere").failed(1, "nowhere doesn't exist");
        byte[] cifar = new byte[3073 * 4];
        Path data = Files.createDirectories(folder.resolve("cifar"));
        Files.write(data.resolve("data_batch_1.bin"), cifar);
        Files.write(data.resolve("test_batch.bin"), cifar);
        merapi.run("train", "dcgan-fashion", "--data", "cifar")
                .failed(
                        1,
                        "are [3, 32, 32], but dcgan-fashion takes [1, 28, 28] (channels, height, width); give it other"
                                + " images");
    }
}
