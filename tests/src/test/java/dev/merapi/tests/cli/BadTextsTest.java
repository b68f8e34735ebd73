package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that are too few, too short, too long or in other letters: a sentence names the file, and the line if it's one. */
class BadTextsTest {
    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void begin() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(data.resolve(name), text);
    }

    @Test
    void tooFewReviewsLeaveNothingToValidateOn() throws IOException {
        for (int count : new int[] {1, 2, 6}) {
            write("movie_review.tsv.gz", "id\tsentiment\treview\n" + "1\t1\ta fine film\n".repeat(count));
            Here.run("train", "gru-imdb", "--data", data)
                    .failed(
                            1,
                            "movie_review.tsv.gz: of its " + count + " texts",
                            " 0 to validate on (8 %)",
                            "8 or more");
        }
        write("train.txt", "1 what is it\n".repeat(9));
        Here.run("train", "textcnn-trec", "--data", data)
                .failed(1, "train.txt: it has 9 texts, of which every tenth is to validate on; it needs 10 or more");
    }

    @Test
    void longTextsAreCutAndCounted() throws IOException {
        String text = "0 dull\n1 " + "fine ".repeat(57) + "\n";
        for (String part : new String[] {"train.txt", "dev.txt", "test.txt"}) {
            write(part, text);
        }
        Path run = folder.resolve("run");
        Command.Outcome trained = Here.run("train", "textcnn-sst2", "--data", data, "--epochs", 1, "--out", run)
                .ok();
        String note = "3 of 6 texts are longer than 56 symbols (such as line 2 of train.txt); their ends are cut";
        assertTrue(trained.out().contains(note), trained.out());
        assertFalse(trained.err().contains("cut"), trained.err());
        write("train.txt", "1 fine\n0 dull\n");
        write("dev.txt", "1 fine\n");
        note = "1 of 5 texts is longer than 56 symbols (line 2 of test.txt); its end is cut";
        Command.Outcome evaluated = Here.run("evaluate", run, "--data", data).ok();
        assertTrue(evaluated.out().contains(note), evaluated.out());
    }

    /** Of every tenth text of a file, and of texts in an order of their own behind a line of names. */
    @Test
    void longTextsAreNamedByTheirLines() throws IOException {
        String longer = "fine ".repeat(500) + "\n";
        write("train.txt", "1 what is it\n".repeat(9) + "0 " + longer + "1 what is it\n");
        write("test.txt", "1 what is it\n");
        told("textcnn-trec", "(line 10 of train.txt)");
        for (int line : new int[] {2, 12, 26}) {
            write(
                    "movie_review.tsv.gz",
                    "id\tsentiment\treview\n" + "1\t1\ta fine film\n".repeat(line - 2) + "1\t0\t" + longer
                            + "1\t0\ta dull film\n".repeat(26 - line));
            told("gru-imdb", "(line " + line + " of movie_review.tsv.gz)");
        }
    }

    private void told(String task, String place) {
        Path run = folder.resolve(task + place);
        String out = Here.run("train", task, "--data", data, "--epochs", 1, "--out", run)
                .ok()
                .out();
        assertTrue(out.contains(place + "; its end is cut"), out);
    }

    @Test
    void charactersThatWerentLearnedAreNamedByLineAndColumn() throws IOException {
        write("input.txt", "To be, or not to be.\n".repeat(70));
        Here.run(
                        "train",
                        "bigram-shakespeare",
                        "--data",
                        data,
                        "--epochs",
                        1,
                        "--limit",
                        8,
                        "--out",
                        folder.resolve("run"))
                .ok();
        write("input.txt", "To be,\nor n\u00f6t.\n".repeat(120));
        Here.run("evaluate", folder.resolve("run"), "--data", data)
                .failed(
                        1,
                        "input.txt: line 2, column 5 has '\u00f6', which isn't among the 11 characters that the model knows");
        write(
                "input.txt",
                IntStream.range(0x4e00, 0x4e00 + 4100)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()));
        Here.run("train", "bigram-shakespeare", "--data", data)
                .failed(1, "input.txt: it has 4101 different characters", "at most 4094; take a text of fewer");
    }
}
