package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is broken off leaves a report of what there is, and a report says where its run was gone on with. */
class BrokenOffTest {
    @TempDir
    Path folder;

    private Path data;
    private Path run;
    private Command merapi;

    @BeforeEach
    void writeImages() throws IOException {
        data = Stripes.write(folder.resolve("stripes"), 600, 50);
        run = folder.resolve("my run");
        merapi = new Command(folder);
    }

    private Command.Outcome train(int epochs, Object... more) {
        Object[] all = {"train", "mlp", "--data", data, "--batch", 50, "--epochs", epochs, "--threads", 1, "--out", run
        };
        Object[] args = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, args, all.length, more.length);
        return Here.run(args);
    }

    private String report() throws IOException {
        return Files.readString(run.resolve("report.html"));
    }

    private String wayOn() {
        return "go on from the last checkpoint by: merapi train --resume '" + run + "'";
    }

    private void assertBroken(String epochs, String reason) throws IOException {
        String html = report().replace("&#39;", "'");
        assertTrue(html.contains("This run was broken off after epoch " + epochs), html);
        assertTrue(html.contains(reason) && html.contains(wayOn()), html);
        assertTrue(html.contains("<h2>Curves") && html.contains("<dt>learning rate</dt>"), html);
    }

    @Test
    void byCtrlCItHasAReport() throws IOException, InterruptedException {
        Process process = merapi.start("train", "mlp", "--data", data, "--batch", 4, "--epochs", 900, "--out", run);
        while (!Files.exists(run.resolve("metrics.csv")) && process.isAlive()) {
            Thread.sleep(2);
        }
        process.destroy();
        Command.Outcome stopped = merapi.finish(process).failed(143, "interrupted; " + wayOn());
        assertEquals("wrote " + run.resolve("report.html"), stopped.last());
        assertBroken("", " of 900: interrupted; ");
        int epochs = Files.readAllLines(run.resolve("metrics.csv")).size() - 1;
        merapi.run("train", "--resume", run, "--epochs", epochs + 1).ok();
        assertFalse(report().contains("broken off"), "the run has come to its end");
    }

    @Test
    void byAFailureItHasAReport() throws IOException, InterruptedException {
        train(2).ok();
        new Command(folder)
                .filesUpTo(900)
                .run("train", "--resume", run, "--epochs", 4)
                .failed(1, "couldn't write", "checkpoint.safetensors", wayOn());
        assertBroken("2 of 4: ", "checkpoint.safetensors");
    }

    @Test
    void whyIsNotHiddenByAReportThatCantBeWritten() throws IOException, InterruptedException {
        train(2).ok();
        Path report = run.resolve("report.html");
        Files.delete(report);
        Files.createDirectories(report.resolve("in-the-way"));
        Command.Outcome failed = new Command(folder)
                .filesUpTo(900)
                .run("train", "--resume", run, "--epochs", 4)
                .failed(1, "couldn't write", "checkpoint.safetensors", wayOn());
        assertTrue(failed.last().startsWith("no report: couldn't write " + report), failed.out());
    }

    @Test
    void beforeItBeganAgainItsReportStays() throws IOException {
        train(2).ok();
        String before = report();
        Files.write(run.resolve("checkpoint.safetensors"), new byte[4]);
        Here.run("train", "--resume", run, "--epochs", 4).failed(1, "checkpoint.safetensors");
        assertEquals(before, report());
    }

    @Test
    void betweenPhasesItHasTheCurvesOfThoseBefore() throws IOException {
        StringBuilder reviews = new StringBuilder("id\tsentiment\treview\n");
        for (int i = 0; i < 30; i++) {
            reviews.append(i).append('\t').append(i % 2).append(i % 2 == 0 ? "\ta dull film\n" : "\ta fine film\n");
        }
        Files.writeString(folder.resolve("movie_review.tsv.gz"), reviews);
        Files.createDirectories(run);
        Files.writeString(run.resolve("scratch"), "where the second phase's folder goes");
        Here.run("train", "bert-imdb", "--data", folder, "--limit", 8, "--threads", 1, "--out", run)
                .failed(1, "can't make the folder " + run.resolve("scratch"), wayOn());
        assertBroken("6 of 6 of pretraining: ", "Curves of pretraining");
    }

    @Test
    void elsewhereTheReportSaysWhere() throws IOException {
        train(1).ok();
        assertTrue(Pattern.compile("<dt>date</dt><dd>20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC</dd>")
                .matcher(report())
                .find());
        Here.run("train", "--resume", run, "--epochs", 2, "--threads", 1).ok();
        assertFalse(report().contains("<dt>resumed"), "as at first");
        Here.run("train", "--resume", run, "--epochs", 3, "--threads", 2).ok();
        String html = report();
        assertTrue(html.contains("<dt>threads</dt><dd>1</dd>"), html);
        assertTrue(
                Pattern.compile("<dt>resumed 20[^<]* UTC</dt><dd>as at first</dd>\\n"
                                + "<dt>resumed 20[^<]* UTC</dt><dd>threads 2</dd>")
                        .matcher(html)
                        .find(),
                html);
    }
}
