package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task of several phases: one command, one report, and a run that is broken off in any phase loses nothing. */
class BertTaskTest {
    @TempDir
    Path folder;

    private Command merapi;
    private Path run;

    @BeforeEach
    void writeReviews() throws IOException {
        merapi = new Command(folder);
        run = folder.resolve("run");
        StringBuilder lines = new StringBuilder("id\tsentiment\treview\n");
        for (int i = 0; i < 60; i++) {
            lines.append(i).append(i % 2 == 0 ? "\t0\ta dull and <b>long</b> film " : "\t1\ta fine and short film ");
            lines.append(i % 7 == 0 ? "" : "that i saw with number " + i % 7).append('\n');
        }
        Files.writeString(Files.createDirectories(folder.resolve("imdb")).resolve("movie_review.tsv.gz"), lines);
    }

    private Object[] train(Path out) {
        return new Object[] {"train", "bert-imdb", "--data", "imdb", "--limit", 8, "--epochs", 6, "--out", out};
    }

    /** Breaks the run off as soon as a file is there. */
    private void breakOff(Process process, Path file) throws IOException, InterruptedException {
        while (!Files.exists(file) && process.isAlive()) {
            Thread.sleep(2);
        }
        process.destroyForcibly().waitFor();
        assertFalse(Files.exists(run.resolve("model.safetensors")), "the training was over before it could be stopped");
    }

    @Test
    void brokenOffInTwoPhasesItComesToTheSameBits() throws IOException, InterruptedException {
        breakOff(merapi.start(train(run)), run.resolve("pretraining/checkpoint.safetensors"));
        assertFalse(Files.exists(run.resolve("checkpoint.safetensors")));
        merapi.run("evaluate", run).failed(1, "isn't finished", "--resume");
        merapi.run(train(run)).failed(1, "holds a run already (pretraining/checkpoint.safetensors)", "--resume");
        breakOff(merapi.start("train", "--resume", run), run.resolve("checkpoint.safetensors"));
        Command.Outcome resumed =
                merapi.run("train", "--resume", run, "--threads", 1).ok();
        Path whole = folder.resolve("whole");
        Command.Outcome unbroken = merapi.run(train(whole)).ok();
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model.safetensors")),
                Files.readAllBytes(run.resolve("model.safetensors")));
        assertEquals(unbroken.last(), resumed.last());
        assertEquals(metrics(whole), metrics(run), "of all phases");
        assertReport(whole, unbroken);
        merapi.run("train", "--resume", whole).failed(1, "complete after 6 epochs");
    }

    private static Object metrics(Path out) {
        return Manifest.read(out.resolve("manifest.json"))
                .result()
                .orElseThrow()
                .metrics();
    }

    private static void assertReport(Path out, Command.Outcome trained) throws IOException {
        assertTrue(trained.out().contains("pretraining: 8 texts to train on, 5 to validate on"), trained.out());
        assertTrue(trained.last().startsWith("test accuracy "), trained.out());
        String html = Files.readString(out.resolve("report.html"));
        for (String words : List.of(
                "Curves of pretraining", "Curves of scratch", "Blanks filled in", "accuracy without pretraining")) {
            assertTrue(html.contains(words), words);
        }
        List<String> epochs = Files.readAllLines(out.resolve("pretraining/metrics.csv"));
        assertEquals(6, EpochRecord.parse(epochs.getLast()).epoch());
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Path reviews = folder.resolve("imdb/movie_review.tsv.gz");
        Files.writeString(reviews, "id\tsentiment\treview\n1\t2\tfine\n");
        merapi.run(train(run)).failed(1, "movie_review.tsv.gz", "the label in line 2 is '2'", "0 to 1");
        Files.writeString(reviews, "id\tsentiment\treview\n" + "1\t1\t\n".repeat(8));
        merapi.run(train(run)).failed(1, "movie_review.tsv.gz: the 5 texts to learn from have no words");
        Files.writeString(reviews, "id\tsentiment\treview\n");
        merapi.run(train(run)).failed(1, "there are no texts in it");
    }
}
