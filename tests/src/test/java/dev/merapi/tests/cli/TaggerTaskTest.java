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

/** The tagger's task from CoNLL-U to the report, on sentences whose tags their words' endings tell. */
class TaggerTaskTest {
    @TempDir
    Path folder;

    private Command merapi;

    @BeforeEach
    void writeSentences() throws IOException {
        merapi = new Command(folder);
        Files.createDirectories(folder.resolve("trees"));
        for (String part : List.of("train", "dev", "test")) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                // The test's nouns and verbs don't occur in training, but for their endings.
                String stem = part.equals("test") ? "kul" : i % 2 == 0 ? "bra" : "fo";
                text.append("# sentence ").append(i).append('\n');
                List<String> words = List.of("the", stem + "ness", stem + "izes", "<b>", stem + "ness", "and", "ran");
                List<String> tags = List.of("DET", "NOUN", "VERB", "SYM", "NOUN", "CCONJ", "VERB");
                int length = 3 + i % 5;
                for (int t = 0; t < length; t++) {
                    text.append(line(t + 1, words.get(t), tags.get(t)));
                }
                text.append('\n');
            }
            Files.writeString(folder.resolve("trees/" + part + ".conllu"), text);
        }
    }

    private static String line(int number, String word, String tag) {
        return number + "\t" + word + "\t_\t" + tag + "\t_\t_\t0\troot\t_\t_\n";
    }

    private static Object[] train(String out, int threads) {
        return new Object[] {
            "train",
            "tagger-ud",
            "--data",
            "trees",
            "--epochs",
            15,
            "--batch",
            8,
            "--lr",
            "0.02",
            "--threads",
            threads,
            "--out",
            out
        };
    }

    @Test
    void wordsAreTaggedByTheirEndings() throws IOException, InterruptedException {
        Command.Outcome trained = merapi.run(train("run", 1)).ok();
        assertTrue(trained.out().contains("40 sentences to train on, 40 to validate on"), trained.out());
        var metrics = Manifest.read(folder.resolve("run/manifest.json"))
                .result()
                .orElseThrow()
                .metrics();
        assertTrue(metrics.get("test accuracy") > 0.9, metrics::toString);
        assertTrue(metrics.get("accuracy of unknown words") > 0.9, metrics::toString);
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("Tagged sentences") && report.contains("kulness<small>NOUN"), "in colour");
        assertTrue(report.contains("&lt;b&gt;") && !report.contains("<b><small>"), "words are escaped");
        merapi.run(train("other", 2)).ok();
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("run/model.safetensors")),
                Files.readAllBytes(folder.resolve("other/model.safetensors")));
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Object[] command = {"train", "tagger-ud", "--data", "trees"};
        Path test = folder.resolve("trees/test.conllu");
        Files.writeString(test, line(1, "one", "NUM") + line(2, "two", "NUMBER"));
        merapi.run(command).failed(1, "test.conllu", "line 2 has the part of speech 'NUMBER'", "ADJ, ADP");
        Files.writeString(test, "1 one NUM\n");
        merapi.run(command).failed(1, "test.conllu", "line 1 has 1 columns instead of 10", "is it CoNLL-U?");
        Files.writeString(test, "");
        merapi.run(command).failed(1, "test.conllu", "there are no sentences in it");
        Files.delete(test);
        merapi.run(command).failed(1, "test.conllu", "no such file");
        merapi.run("train", "tagger-ud").failed(2, "comes without data", "train.conllu");
    }
}
