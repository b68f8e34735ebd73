package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes that no other test runs to their end: from a little data to the report, all in this JVM. */
class RecipesTest {
    @TempDir
    static Path data;

    @BeforeAll
    static void writeAll() throws IOException {
        writeTexts();
        writeCaptions();
        writePapers();
        writeImages();
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(data.resolve(name), text);
    }

    private static void writeTexts() throws IOException {
        StringBuilder reviews = new StringBuilder("id\tsentiment\treview\n");
        StringBuilder questions = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String text = (i % 2 == 0 ? "what a dull film is number " : "who likes the short film ") + i % 7;
            reviews.append(i)
                    .append('\t')
                    .append(i % 2)
                    .append('\t')
                    .append(text)
                    .append('\n');
            questions.append(i % 6).append(' ').append(text).append('\n');
        }
        write("movie_review.tsv.gz", reviews.toString());
        write("train.txt", questions.toString());
        write("test.txt", questions.toString());
        write("input.txt", "To be, or not to be: that is the question.\n".repeat(40));
    }

    private static void writeCaptions() throws IOException {
        for (String part : List.of("train", "val", "test_2016_flickr")) {
            write(part + ".de", "Ein Hund schl\u00e4ft.\nEin Mann schl\u00e4ft.\nEin Hund, nur er.\n");
            write(part + ".en", "A dog sleeps.\nA man sleeps.\nA dog, only it.\n");
        }
    }

    private static void writePapers() throws IOException {
        StringBuilder papers = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (int i = 0; i < 700; i++) {
            papers.append(i)
                    .append('\t')
                    .append(i % 7)
                    .append('\t')
                    .append(i % 7)
                    .append(' ');
            papers.append(7 + i % 11).append('\n');
            edges.append(i).append('\t').append((i + 7) % 700).append('\n');
        }
        write("nodes.tsv", papers.toString());
        write("edges.tsv", edges.toString());
        write("test_index.txt", "650\n651\n699\n");
    }

    private static void writeImages() throws IOException {
        Stripes.write(Files.createDirectories(data.resolve("stripes")), 60, 20);
        Random random = new Random(0);
        StringBuilder digits = new StringBuilder();
        byte[] records = new byte[60 * 3073];
        for (int i = 0; i < 200; i++) {
            for (int p = 0; p < 64; p++) {
                digits.append(p / 6 == i % 10 ? 16 : random.nextInt(4)).append(',');
            }
            digits.append(i % 10).append('\n');
        }
        random.nextBytes(records);
        for (int i = 0; i < 60; i++) {
            records[i * 3073] = (byte) (i % 10);
        }
        Path cifar = Files.createDirectories(data.resolve("cifar"));
        Files.write(cifar.resolve("data_batch_1.bin"), records);
        Files.write(cifar.resolve("test_batch.bin"), records);
        Files.writeString(Files.createDirectories(data.resolve("digits")).resolve("digits.csv"), digits.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "lstm-imdb,., 8, test accuracy, Who is taken for whom",
        "gru-imdb,., 8, test accuracy, Who is taken for whom",
        "bilstm-imdb,., 8, test accuracy, Who is taken for whom",
        "textcnn-trec,., 20, test accuracy, Who is taken for whom",
        "lstm-shakespeare,., 2, validation loss, What it writes",
        "seq2seq-multi30k,., 3, BLEU, Worst mistakes",
        "gcn-cora,., 0, test accuracy, <svg",
        "lenet5, stripes, 40, test accuracy, Who is taken for whom",
        "digits-mlp, digits, 100, test accuracy, Who is taken for whom",
        "cifar10, cifar, 20, test accuracy, Who is taken for whom"
    })
    void reachTheirEnds(String task, String folder, int limit, String metric, String picture) throws IOException {
        Path run = data.resolve("runs").resolve(task);
        List<Object> train = new ArrayList<>(List.of("train", task, "--data", data.resolve(folder), "--out", run));
        train.addAll(List.of("--epochs", 2, "--threads", 1));
        // A graph is one sample.
        train.addAll(limit == 0 ? List.of() : List.of("--limit", limit, "--batch", 8));
        Command.Outcome trained = Here.run(train.toArray()).ok();
        var result = Manifest.read(run.resolve("manifest.json")).result().orElseThrow();
        assertEquals(metric, result.metrics().keySet().iterator().next());
        assertTrue(Double.isFinite(result.metrics().get(metric)), result::toString);
        assertEquals(2, result.epochs());
        String report = Files.readString(run.resolve("report.html"));
        assertTrue(report.contains(picture), picture);
        assertEquals(
                trained.last(), Here.run("evaluate", run, "--threads", 1).ok().last());
        Here.run("train", "--resume", run, "--epochs", 3, "--threads", 2).ok();
        assertEquals(
                3,
                Manifest.read(run.resolve("manifest.json"))
                        .result()
                        .orElseThrow()
                        .epochs());
    }
}
