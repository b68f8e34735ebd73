package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of text from the files to the report, on texts that are easy to learn. */
class TextTasksTest {
    @TempDir
    Path folder;

    private Command merapi;

    @BeforeEach
    void writeTexts() throws IOException {
        merapi = new Command(folder);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(i % 2 == 0 ? "0 a dull and <b>long film number " : "1 a fine and short film number ")
                    .append(i % 7)
                    .append('\n');
        }
        Path texts = Files.createDirectories(folder.resolve("texts"));
        for (String part : new String[] {"train.txt", "dev.txt", "test.txt"}) {
            Files.writeString(texts.resolve(part), lines);
        }
        Path prose = Files.createDirectories(folder.resolve("prose"));
        Files.writeString(prose.resolve("input.txt"), "To be, or not to be: that is the question.\n".repeat(60));
    }

    @Test
    void textsAreLearnedTestedAndReported() throws IOException, InterruptedException {
        Object[] train = {
            "train", "textcnn-sst2", "--data", "texts", "--epochs", 6, "--batch", 10, "--lr", "0.01", "--out", "run"
        };
        Command.Outcome trained = merapi.run(train).ok();
        assertTrue(trained.out().contains("60 texts to train on, 60 to validate on"), trained.out());
        assertEquals("test accuracy 100.00 %", trained.last());
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
        Manifest manifest = Manifest.read(folder.resolve("run/manifest.json"));
        assertEquals(1.0, manifest.result().orElseThrow().metrics().get("test accuracy"));
        assertEquals("tokens", manifest.details().get("splitter").string());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("negative") && !report.contains("<b>long"), "classes are named, texts escaped");
        assertTrue(report.contains("<p>None: every test text was recognized.</p>"), "no table without a row");
        merapi.run("train", "--resume", "run", "--epochs", 7).ok();
    }

    /** TREC's file says 4 for a place and 5 for a number. */
    @Test
    void classesOfQuestionsAreCalledWhatTheyAre() throws IOException {
        String lines = "4 What city is this ?\n5 How far is that ?\n".repeat(30);
        for (String part : new String[] {"train.txt", "test.txt"}) {
            Files.writeString(folder.resolve("texts").resolve(part), lines);
        }
        Path run = folder.resolve("run");
        Here.run(
                        "train",
                        "textcnn-trec",
                        "--data",
                        folder.resolve("texts"),
                        "--epochs",
                        6,
                        "--batch",
                        10,
                        "--lr",
                        "0.01",
                        "--out",
                        run)
                .ok();
        String place = Here.run("predict", run, "What city is this ?").ok().out();
        assertTrue(place.lines().toList().get(1).strip().startsWith("location "), place);
        String number = Here.run("predict", run, "How far is that ?").ok().out();
        assertTrue(number.lines().toList().get(1).strip().startsWith("number "), number);
    }

    /** SST-2 itself, if it's there, would be another test. */
    @Test
    void dataOfOnesOwnIsReplacedByNoOther() throws IOException, InterruptedException {
        Path data = folder.resolve("texts").toRealPath();
        Path home = folder.resolve("home");
        Path ours = Files.createDirectories(folder.resolve("shared/data/sst2"));
        for (String part : new String[] {"train.txt", "dev.txt", "test.txt"}) {
            Files.copy(data.resolve(part), ours.resolve(part));
        }
        Command here = new Command(folder).jvm("-Dmerapi.home=" + home);
        Object[] train = {"train", "textcnn-sst2", "--limit", 20, "--epochs", 1, "--out"};
        here.run(Stream.concat(Stream.of(train), Stream.of("own", "--data", "texts"))
                        .toArray())
                .ok();
        here.run(Stream.concat(Stream.of(train), Stream.of("ours")).toArray()).ok();
        Files.move(data, folder.resolve("elsewhere"));
        String gone =
                "the data that the run was trained on, " + data + ", is no longer there; name its folder by --data";
        here.run("evaluate", "own").failed(1, gone);
        here.run("train", "--resume", "own", "--epochs", 2).failed(1, gone);
        here.run("evaluate", "own", "--data", "elsewhere").ok();
        here.run("train", "--resume", "own", "--epochs", 2, "--data", "elsewhere")
                .ok();

        Files.createDirectories(folder.resolve("other"));
        Files.move(folder.resolve("shared"), folder.resolve("other/shared"));
        here.run("evaluate", "ours").failed(1, "is no longer there");
        Command there = new Command(folder).jvm("-Dmerapi.home=" + folder.resolve("other/home"));
        there.run("evaluate", "ours").ok();
        there.run("train", "--resume", "ours", "--epochs", 2).ok();
    }

    @Test
    void languageModelWritesAndItsBitsDontDependOnThreads() throws IOException, InterruptedException {
        byte[] one = model("one", 1);
        assertArrayEquals(one, model("two", 2));
        String report = Files.readString(folder.resolve("one/report.html"));
        assertTrue(report.contains("What it writes"), "a sample");
        assertTrue(report.contains("5-gram perplexity"), "beside counted n-grams");
    }

    private byte[] model(String out, int threads) throws IOException, InterruptedException {
        Object[] train = {
            "train", "gpt-shakespeare", "--data", "prose", "--limit", 96, "--threads", threads, "--out", out
        };
        Command.Outcome trained = merapi.run(train).ok();
        assertTrue(trained.last().startsWith("validation loss "), trained.out());
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Path train = folder.resolve("texts/train.txt");
        Object[] command = {"train", "textcnn-sst2", "--data", "texts"};
        Files.writeString(train, "1 fine\n3 what\n");
        merapi.run(command).failed(1, train.getFileName().toString(), "line 2 is '3'", "0 to 1");
        Files.delete(train);
        merapi.run(command).failed(1, "train.txt", "no such file");
        Files.writeString(folder.resolve("prose/input.txt"), "short");
        merapi.run("train", "gpt-shakespeare", "--data", "prose")
                .failed(
                        1,
                        "prose/input.txt: of its 6 characters 0 are to learn from and 6 (the last tenth) to validate on, but"
                                + " both need 65, a window of 64 and one behind it; take a text of 650 or more");
        merapi.run("train", "gcn-cora", "--data", "prose").failed(1, "nodes.tsv", "no such file");
        merapi.run("train", "lstm-imdb").failed(2, "comes without data", "movie_review.tsv.gz");
    }
}
