package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} of networks that are asked about texts. */
class AskTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path train(String task, Object... more) {
        Path run = folder.resolve(task);
        Object[] args = {"train", task, "--data", folder, "--out", run, "--threads", 1};
        Object[] all = Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray();
        Here.run(all).ok();
        return run;
    }

    private void writeOpinions() throws IOException {
        String lines = "0 a dull film , is n't it\n1 a fine film , it 's short\n".repeat(20);
        for (String part : List.of("train.txt", "dev.txt", "test.txt")) {
            write(part, lines);
        }
    }

    @Test
    void classifiersSayWhatTextsAre() throws IOException {
        writeOpinions();
        Path run = train("textcnn-sst2", "--epochs", 4, "--batch", 8, "--lr", 0.01);
        String out = Here.run("predict", run, "A dull film, isn't it?", "It's FINE")
                .ok()
                .out();
        List<String> lines = out.lines().toList();
        assertEquals("A dull film, isn't it? (1 of 8 symbols unknown)", lines.getFirst());
        assertTrue(lines.get(1).matches(" {2}negative +[0-9.]+ % .*"), out);
        assertTrue(lines.get(2).startsWith("  positive"), out);
        assertEquals("It's FINE", lines.get(3));
        assertTrue(lines.get(4).startsWith("  positive"), out);
        String cut = Here.run("predict", run, "fine ".repeat(60)).ok().out();
        assertTrue(cut.startsWith("fine fine") && cut.contains(" ... (its end is cut to 56 symbols)"), cut);
    }

    @Test
    void standardInputHasAQuestionALine() throws IOException {
        writeOpinions();
        Path run = train("textcnn-sst2", "--epochs", 1);
        byte[] input = "\uFEFFa dull film\n\na fine caf\u00e9\r\n".getBytes(StandardCharsets.UTF_8);
        String out = Here.run(input, "predict", run, "-", "fine").ok().out();
        List<String> asked = out.lines().filter(line -> !line.startsWith(" ")).toList();
        assertEquals(List.of("a dull film", "a fine caf\u00e9 (1 of 3 symbols unknown)", "fine"), asked);
        Here.run("predict", run, "-").failed(1, "standard input has no text; give it a line for each question");
        Here.run(new byte[] {'a', (byte) 0xe9, '\n'}, "predict", run, "-")
                .failed(1, "standard input isn't text in UTF-8");
        Here.run("predict", run, "fine", "  ").failed(1, "the text '  ' has no words to ask about");
        Here.run("predict", run, folder.resolve("dev.txt"))
                .failed(1, "dev.txt' is a file, but this run's network is asked about texts", "- < ");
        Here.run("predict", run, "--invert", "fine").failed(1, "--invert is for images", "textcnn-sst2");
        Here.run("predict", run, "--out", folder, "fine").failed(1, "--out is for pictures", "textcnn-sst2");
        Here.run("predict", run).failed(2, "QUESTION");
    }

    @Test
    void reviewsAreJudgedByEveryNetwork() throws IOException {
        StringBuilder reviews = new StringBuilder("id\tsentiment\treview\n");
        for (int i = 0; i < 30; i++) {
            reviews.append(i).append('\t').append(i % 2).append(i % 2 == 0 ? "\ta dull film\n" : "\ta fine film\n");
        }
        write("movie_review.tsv.gz", reviews.toString());
        for (String task : List.of("gru-imdb", "bert-imdb")) {
            Path run = train(task, "--epochs", 2, "--limit", 8, "--batch", 4, "--lr", 0.01);
            String out = Here.run("predict", run, "A fine <b>film</b>!").ok().out();
            assertTrue(out.startsWith("A fine <b>film</b>! (2 of 5 symbols unknown)"), out);
            assertTrue(out.contains("  positive") && out.contains("  negative"), out);
            String note = task.equals("bert-imdb") ? "middle is cut to 127" : "end is cut to 400";
            String cut = Here.run("predict", run, "fine ".repeat(401)).ok().out();
            assertTrue(cut.contains("(its " + note + " symbols)"), cut);
        }
    }

    @Test
    void taggersWriteTagsBelowWords() throws IOException {
        StringBuilder trees = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            trees.append("1\tShe\t_\tPRON\t_\t_\t0\troot\t_\t_\n");
            trees.append("2\t").append(i % 2 == 0 ? "runs" : "walks").append("\t_\tVERB\t_\t_\t0\troot\t_\t_\n");
            trees.append("3\t.\t_\tPUNCT\t_\t_\t0\troot\t_\t_\n\n");
        }
        for (String part : List.of("train", "dev", "test")) {
            write(part + ".conllu", trees.toString());
        }
        Path run = train("tagger-ud", "--epochs", 12, "--batch", 6, "--lr", 0.02);
        assertEquals(
                "She walks.\n  She   walks  .\n  PRON  VERB   PUNCT\n",
                Here.run("predict", run, "She walks.").ok().out());
        String many = Here.run("predict", run, "She runs. ".repeat(8)).ok().out();
        assertEquals(6, many.lines().count(), "two rows of two lines, one between them, and the question");
        Here.run("predict", run, " ").failed(1, "has no words to tag");
    }

    @Test
    void translatorsWriteAndModelsOfLanguageGoOn() throws IOException {
        Path dates = folder.resolve("dates");
        Here.run("train", "seq2seq-dates", "--limit", 64, "--epochs", 1, "--threads", 1, "--out", dates)
                .ok();
        List<String> answer =
                Here.run("predict", dates, "May 3, 1999").ok().out().lines().toList();
        assertEquals(2, answer.size());
        assertEquals("May 3, 1999", answer.getFirst());
        Here.run("predict", dates, "x".repeat(41)).failed(1, "has 41 symbols, but the model takes 1 to 40; shorten it");
        write("input.txt", "To be, or not to be.\n".repeat(70));
        Path prose = train("lstm-shakespeare", "--epochs", 1, "--limit", 2, "--batch", 2);
        String out = Here.run("predict", prose, "not to").ok().out();
        assertTrue(out.startsWith("not to\n  not to"), out);
        assertEquals(out, Here.run("predict", prose, "not to").ok().out(), "the same question has the same answer");
        Here.run("predict", prose, "not \u00e4")
                .failed(1, "symbol 4 of the text 'not \u00e4', '\u00e4', isn't among those that the model has learned");
    }
}
