package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that something stops loses nothing but the steps since its last checkpoint. */
class ResumeTest {
    @TempDir
    Path folder;

    private Path data;
    private Path run;
    private Command merapi;

    @BeforeEach
    void writeImages() throws IOException {
        data = Stripes.write(folder.resolve("stripes"), 600, 50);
        run = folder.resolve("run");
        merapi = new Command(folder);
    }

    private Object[] train(Path out) {
        return new Object[] {
            "train", "mlp", "--data", data, "--epochs", 6, "--batch", 10, "--checkpoint-every", 7, "--out", out
        };
    }

    /** Starts a training and waits for a checkpoint in the middle of an epoch. */
    private Process startedTraining() throws IOException, InterruptedException {
        Process process = merapi.start(train(run));
        while (!Files.exists(run.resolve("checkpoint.safetensors")) && process.isAlive()) {
            Thread.sleep(2);
        }
        assertTrue(process.isAlive(), "the training was over before it could be stopped");
        return process;
    }

    @Test
    void killedTrainingResumesToTheSameBits() throws IOException, InterruptedException {
        Process process = startedTraining();
        process.destroyForcibly().waitFor();
        assertFalse(Files.exists(run.resolve("model.safetensors")));
        merapi.run("evaluate", run).failed(1, "isn't finished", "--resume");

        Command.Outcome resumed =
                merapi.run("train", "--resume", run, "--threads", 1).ok();
        Command.Outcome unbroken = merapi.run(train(folder.resolve("unbroken"))).ok();
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("unbroken/model.safetensors")),
                Files.readAllBytes(run.resolve("model.safetensors")));
        assertTrue(unbroken.last().equals(resumed.last()), resumed.out());
        merapi.run("train", "--resume", run).failed(1, "complete after 6 epochs");
    }

    @Test
    void interruptionSaysHowToGoOn() throws IOException, InterruptedException {
        Process process = startedTraining();
        process.destroy();
        Command.Outcome stopped = merapi.finish(process);
        stopped.failed(143, "interrupted", "merapi train --resume " + run);
        merapi.run("train", "--resume", run, "--batch", 20).failed(2, "keeps its batch");
        merapi.run("train", "--resume", run, "--checkpoint-every", 3).failed(2, "keeps its checkpoint-every");
        merapi.run("train", "--resume", run).ok();
    }

    @Test
    void interruptionBeforeTheFirstCheckpointNamesTheFolder() throws IOException, InterruptedException {
        Path many = Stripes.write(folder.resolve("many"), 6000, 50);
        Process process = merapi.start(
                "train", "mlp", "--data", many, "--batch", 1, "--checkpoint-every", 0, "--threads", 1, "--out", run);
        while (!Files.readString(folder.resolve("out.txt")).contains("run folder") && process.isAlive()) {
            Thread.sleep(2);
        }
        process.destroy();
        merapi.finish(process)
                .failed(143, "interrupted before the first checkpoint; " + run + " holds nothing to go on from");
    }

    /** The last test may take longer than an epoch. */
    @Test
    void interruptionAfterTheLastEpochSaysHowToGoOn() throws IOException, InterruptedException {
        Path many = Stripes.write(folder.resolve("many"), 600, 60_000);
        Process process = merapi.start("train", "mlp", "--data", many, "--epochs", 1, "--out", run);
        while (!Files.exists(run.resolve("metrics.csv")) && process.isAlive()) {
            Thread.sleep(2);
        }
        process.destroy();
        merapi.finish(process).failed(143, "interrupted", "merapi train --resume " + run);
        merapi.run("train", "--resume", run).ok();
    }

    @Test
    void aReportThatCouldntBeWrittenIsMadeUpFor() throws IOException, InterruptedException {
        merapi.run(train(run)).ok();
        Path report = run.resolve("report.html");
        Files.delete(report);
        Files.createDirectories(report.resolve("in-the-way"));
        merapi.run("train", "--resume", run, "--epochs", 7)
                .failed(
                        1,
                        "couldn't write " + report,
                        "go on from the last checkpoint by: merapi train --resume " + run);
        Files.delete(report.resolve("in-the-way"));
        Files.delete(report);
        merapi.run("train", "--resume", run).ok();
        assertTrue(Files.isRegularFile(report));
    }

    @Test
    void spoiledCheckpointIsRefusedAndKept() throws IOException, InterruptedException {
        merapi.run(train(run)).ok();
        Path manifest = run.resolve("manifest.json");
        Path checkpoint = run.resolve("checkpoint.safetensors");
        Files.copy(checkpoint, run.resolve("whole"), StandardCopyOption.REPLACE_EXISTING);
        byte[] bytes = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        merapi.run("train", "--resume", run, "--epochs", 7).failed(1, "checkpoint.safetensors");

        Files.copy(run.resolve("whole"), checkpoint, StandardCopyOption.REPLACE_EXISTING);
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"seed\": 0", "\"seed\": 1"));
        merapi.run("train", "--resume", run, "--epochs", 7).failed(1, "seed 0", "seed 1");
        Files.writeString(manifest, text.substring(0, text.length() / 2));
        merapi.run("train", "--resume", run, "--epochs", 7).failed(1, "manifest.json", "JSON");
        Files.writeString(manifest, text);
        merapi.run("train", "--resume", run, "--epochs", 7).ok();
    }

    @Test
    void fullDiskIsASentenceAndLosesNothing() throws IOException, InterruptedException {
        new Command(folder).filesUpTo(900).run(train(run)).failed(1, "couldn't write", "checkpoint.safetensors");
        assertFalse(Files.exists(run.resolve("checkpoint.safetensors")));
        merapi.run(train(run)).ok();
    }

    @Test
    void infiniteLossStopsAtTheLastGoodCheckpoint() throws IOException, InterruptedException {
        merapi.run("train", "mlp", "--data", data, "--lr", "1e30", "--out", run, "--checkpoint-every", 1)
                .failed(1, "the loss became", "step 2", "operator", "last good checkpoint");
        assertFalse(Files.exists(run.resolve("model.safetensors")));
        assertTrue(Files.exists(run.resolve("checkpoint.safetensors")));
    }
}
