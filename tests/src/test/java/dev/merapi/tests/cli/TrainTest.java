package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.ImageInput;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train}, {@code evaluate} and {@code predict}, from the images to the answer. */
class TrainTest {
    @TempDir
    Path folder;

    private Path data;
    private Command merapi;

    @BeforeEach
    void writeImages() throws IOException {
        data = Stripes.write(folder.resolve("stripes"), 600, 100);
        merapi = new Command(folder);
    }

    @Test
    void trainedNetworkIsTestedAndAsked() throws IOException, InterruptedException {
        Command.Outcome trained = merapi.run("train", "mlp", "--data", data, "--epochs", 4, "--batch", 32)
                .ok();
        assertTrue(trained.last().matches("test accuracy \\d{1,3}\\.\\d\\d %"), trained.out());
        assertFalse(trained.out().matches("(?s).*[\\p{Cntrl}&&[^\\r\\n]].*"), trained.out());
        assertEquals(
                4,
                trained.out().lines().filter(line -> line.startsWith("epoch ")).count());

        Path run = folder.resolve("runs/mlp-1");
        Manifest manifest = Manifest.read(run.resolve("manifest.json"));
        assertEquals("mlp", manifest.task());
        assertEquals("one", ImageInput.of(manifest.details()).classNames().get(1));
        assertTrue(manifest.result().orElseThrow().metrics().get("test accuracy") > 0.9, trained.out());
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals(EpochRecord.HEADER, metrics.getFirst());
        assertEquals(4, EpochRecord.parse(metrics.getLast()).epoch());

        Command.Outcome evaluated = merapi.run("evaluate", run).ok();
        assertEquals(trained.last(), evaluated.last());

        Path gray = Stripes.draw(folder.resolve("seven.png"), 7, 1, false);
        Path large = Stripes.draw(folder.resolve("large.png"), 7, 5, true);
        List<String> answers =
                merapi.run("predict", run, gray).ok().out().lines().toList();
        assertTrue(answers.get(1).startsWith("  7 "), answers::toString);
        assertEquals(6, answers.size());
        String inverted = merapi.run("predict", run, "--invert", large).ok().out();
        assertTrue(inverted.contains("scaled from 140 x 140 to 28 x 28"), inverted);
        assertEquals(answers.get(1), inverted.lines().toList().get(1));

        assertReport(Files.readString(run.resolve("report.html")));
    }

    private static void assertReport(String html) {
        assertTrue(html.contains("&lt;b&gt;two&lt;/b&gt; &amp; &quot;co&quot;"), "class names are escaped");
        assertFalse(html.contains("<b>two"), "class names are escaped");
        assertFalse(html.matches("(?s).*(src|href)=\"(?!data:).*"), "nothing is fetched");
        assertFalse(html.contains("<script"), "no script");
        assertTrue(html.contains("<svg") && html.contains("class=\"heat\""), "curves and confusion matrix");
    }

    @Test
    void threadsDoNotChangeTheBitsAndTheSeedDoes() throws IOException, InterruptedException {
        byte[] one = model("one", "--threads", 1, "--seed", 5);
        assertArrayEquals(one, model("two", "--threads", 2, "--seed", 5));
        assertArrayEquals(one, model("three", "--threads", 3, "--seed", 5));
        assertFalse(Arrays.equals(one, model("other", "--threads", 2, "--seed", 6)));
    }

    private byte[] model(String out, Object... options) throws IOException, InterruptedException {
        Object[] args = new Object[] {"train", "mlp", "--data", data, "--epochs", 2, "--batch", 128, "--out", out};
        Object[] all = Arrays.copyOf(args, args.length + options.length);
        System.arraycopy(options, 0, all, args.length, options.length);
        merapi.run(all).ok();
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test
    void profileNamesTheMostExpensiveOperators() throws IOException, InterruptedException {
        String out = merapi.run(
                        "train", "mlp", "--data", data, "--epochs", 2, "--batch", 32, "--profile", "--out", "profiled")
                .ok()
                .out();
        List<String> lines = out.lines().toList();
        int table = lines.indexOf(lines.stream()
                .filter(line -> line.contains(" operators in "))
                .findFirst()
                .orElseThrow());
        assertTrue(lines.get(table + 1).matches(" +operator +count +total ms +share +rate *"), out);
        List<String> rows = lines.subList(table + 2, table + 12);
        assertTrue(
                rows.stream().anyMatch(row -> row.matches("  linear +[\\d,]+ +[\\d,.]+ +[\\d.]+ % +[\\d.]+ GFLOP/s")),
                out);
        assertTrue(
                rows.stream().anyMatch(row -> row.matches("  adam +[\\d,]+ +[\\d,.]+ +[\\d.]+ % +[\\d.]+ GB/s *")),
                out);
        Path profile = folder.resolve("profiled/profile.jfr");
        assertEquals(
                2,
                RecordingFile.readAllEvents(profile).stream()
                        .filter(event -> event.getEventType().getName().equals("dev.merapi.Epoch"))
                        .count());
    }

    @Test
    void runFolderIsNeverOverwritten() throws IOException, InterruptedException {
        Object[] train = {"train", "mlp", "--data", data, "--epochs", 1, "--limit", 100};
        merapi.run(train).ok();
        merapi.run(train).ok();
        assertTrue(Files.exists(folder.resolve("runs/mlp-2/model.safetensors")));
        byte[] before = Files.readAllBytes(folder.resolve("runs/mlp-1/model.safetensors"));
        merapi.run("train", "mlp", "--data", data, "--epochs", 1, "--seed", 9, "--out", "runs/mlp-1")
                .failed(1, "runs/mlp-1 holds a run already", "--resume");
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("runs/mlp-1/model.safetensors")));
    }
}
