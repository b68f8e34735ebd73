package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of one long text: words' vectors, and characters that are counted. */
class WordTasksTest {
    @TempDir
    Path folder;

    private Command merapi;
    private Path text;

    @BeforeEach
    void writeText() throws IOException {
        merapi = new Command(folder);
        text = Files.createDirectories(folder.resolve("prose")).resolve("input.txt");
        Files.writeString(
                text,
                "The king and the queen love gold; the sword of night is death to a father.\n".repeat(40)
                        + "Sheep graze on grass by the sea.\n".repeat(20));
    }

    @Test
    void vectorsHaveNeighboursAndAPlane() throws IOException, InterruptedException {
        Command.Outcome trained = merapi.run(vectors("one", 1)).ok();
        assertTrue(trained.last().startsWith("neighbours told from noise "), trained.out());
        assertEquals(trained.last(), merapi.run("evaluate", "one").ok().last());
        String report = Files.readString(folder.resolve("one/report.html"));
        assertTrue(report.contains("Nearest words") && report.contains("<b>king</b>"), "neighbours");
        merapi.run(vectors("two", 2)).ok();
        assertArrayEquals(model("one"), model("two"));
    }

    private static Object[] vectors(String out, int threads) {
        return new Object[] {
            "train",
            "word2vec-shakespeare",
            "--data",
            "prose",
            "--epochs",
            2,
            "--limit",
            400,
            "--batch",
            100,
            "--threads",
            threads,
            "--out",
            out
        };
    }

    private byte[] model(String out) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test
    void countingNeedsNoSteps() throws IOException, InterruptedException {
        Command.Outcome counted = merapi.run("train", "ngram-shakespeare", "--data", "prose", "--out", "run")
                .ok();
        assertTrue(counted.last().startsWith("perplexity "), counted.out());
        assertFalse(counted.out().contains("parameters") || counted.out().contains("epoch "), counted.out());
        Manifest.Result result =
                Manifest.read(folder.resolve("run/manifest.json")).result().orElseThrow();
        assertTrue(result.metrics().get("perplexity") < 2 && result.epochs() == 0, result::toString);
        assertTrue(result.seconds() > 0, "the time of counting");
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("6-grams") && report.contains("What it writes"), "bars and a sample");
        assertFalse(report.contains("<svg") || report.contains("learning rate"), "no curves of nothing");
        assertEquals(counted.last(), merapi.run("evaluate", "run").ok().last());
        merapi.run("train", "--resume", "run").failed(1, "no checkpoint to go on from", "ngram-shakespeare");
    }

    @Test
    void theSmallestModelComesCloseToCountedPairs() throws IOException, InterruptedException {
        merapi.run("train", "bigram-shakespeare", "--data", "prose", "--epochs", 20, "--batch", 4, "--out", "run")
                .ok();
        var metrics = Manifest.read(folder.resolve("run/manifest.json"))
                .result()
                .orElseThrow()
                .metrics();
        assertTrue(metrics.get("perplexity") < 10, metrics::toString);
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("2-grams") && report.contains("<b>this model</b>"), "beside counting");
    }

    @Test
    void textsWithoutWordsAreRefused() throws IOException, InterruptedException {
        Files.writeString(text, "... !!! ...\n");
        merapi.run("train", "word2vec-shakespeare", "--data", "prose")
                .failed(1, "input.txt: a text of 0 known words", "longer text");
        Files.writeString(text, "a");
        merapi.run("train", "ngram-shakespeare", "--data", "prose")
                .failed(1, "input.txt: a text of 2 characters", "6-grams");
        Files.writeString(text, "a good text of some words\n".repeat(20));
        merapi.run("train", "ngram-shakespeare", "--data", "prose", "--limit", 3)
                .failed(1, "input.txt: --limit 3 leaves no 6-grams to count of its 520 characters; raise it");
        merapi.run("train", "word2vec-shakespeare", "--data", "nowhere").failed(1, "input.txt", "no such file");
    }
}
