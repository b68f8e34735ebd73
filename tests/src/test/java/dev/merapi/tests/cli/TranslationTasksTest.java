package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of translation from the files to the report, on a handful of captions. */
class TranslationTasksTest {
    @TempDir
    Path folder;

    private Command merapi;
    private Path captions;

    @BeforeEach
    void writeCaptions() throws IOException {
        merapi = new Command(folder);
        captions = Files.createDirectories(folder.resolve("captions"));
        for (String part : List.of("train", "val", "test_2016_flickr")) {
            Files.writeString(
                    captions.resolve(part + ".de"), "Ein Hund schläft.\nEin Mann schläft.\nEin <b>Hund, nur er.\n");
            Files.writeString(captions.resolve(part + ".en"), "A dog sleeps.\nA man sleeps.\nA <b>dog, only it.\n");
        }
    }

    @Test
    void datesAreLearnedTheSameOnAnyNumberOfThreads() throws IOException, InterruptedException {
        byte[] one = dates("one", 1);
        assertArrayEquals(one, dates("two", 2));
        String report = Files.readString(folder.resolve("one/report.html"));
        assertTrue(report.contains("Where it looks") || report.contains("Worst mistakes"), "pictures and mistakes");
        Command.Outcome evaluated = merapi.run("evaluate", "one").ok();
        assertTrue(
                evaluated
                        .out()
                        .contains(
                                "96 texts, written by the likeliest symbol each time and compared by their characters"),
                evaluated.out());
        assertTrue(evaluated.last().startsWith("exact match "), evaluated.out());
    }

    private byte[] dates(String out, int threads) throws IOException, InterruptedException {
        Object[] train = {"train", "seq2seq-dates", "--limit", 96, "--epochs", 1, "--threads", threads, "--out", out};
        merapi.run(train).ok();
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test
    void captionsAreTranslatedAndTheRunGoesOn() throws IOException, InterruptedException {
        Object[] train = {
            "train",
            "transformer-multi30k",
            "--data",
            "captions",
            "--epochs",
            60,
            "--batch",
            3,
            "--lr",
            3e-3,
            "--out",
            "run"
        };
        Command.Outcome trained = merapi.run(train).ok();
        assertTrue(trained.out().contains("3 pairs to train on, 3 to validate on"), trained.out());
        assertTrue(trained.last().startsWith("BLEU "), trained.out());
        Manifest manifest = Manifest.read(folder.resolve("run/manifest.json"));
        assertEquals(
                "words_and_marks",
                manifest.details().get("source").get("splitter").string());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("ein &lt;b&gt;hund") || report.contains("Ein &lt;b&gt;Hund"), "texts are escaped");
        assertTrue(report.contains("class=\"look\""), "where it looked");
        merapi.run("train", "--resume", "run", "--epochs", 61).ok();
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Object[] command = {"train", "seq2seq-multi30k", "--data", "captions"};
        Files.writeString(captions.resolve("val.en"), "A dog sleeps.\n");
        merapi.run(command).failed(1, "val.en", "it has 1 lines, but val.de has 3");
        Files.writeString(captions.resolve("val.en"), "A dog sleeps.\n\nA man.\n");
        merapi.run(command).failed(1, "val.en", "line 2 is empty");
        Files.writeString(captions.resolve("val.en"), "A dog.\n" + "very ".repeat(61) + "long\nA man.\n");
        merapi.run(command).failed(1, "val.en: line 2, 'very very", "has 62 symbols", "takes 1 to 60");
    }
}
