package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Safetensors;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Translators of captions tell how their BLEU went, resumed runs too. */
class BleuByEpochTest {
    @TempDir
    Path folder;

    private void captions() throws IOException {
        Path captions = Files.createDirectories(folder.resolve("captions"));
        for (String part : List.of("train", "val", "test_2016_flickr")) {
            Files.writeString(
                    captions.resolve(part + ".de"), "ein Hund schläft .\nein Mann schläft .\nzwei Hunde laufen .\n");
            Files.writeString(captions.resolve(part + ".en"), "a dog sleeps .\na man sleeps .\ntwo dogs run .\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transformer-multi30k", "seq2seq-multi30k"})
    void theReportHasTheCurve(String task) throws IOException, InterruptedException {
        captions();
        Command merapi = new Command(folder);
        Object[] train = {
            "train",
            task,
            "--data",
            "captions",
            "--epochs",
            12,
            "--batch",
            2,
            "--lr",
            5e-3,
            "--limit",
            2,
            "--out",
            "run"
        };
        merapi.run(train).ok();
        merapi.run("train", "--resume", "run", "--epochs", 13).ok();
        Map<String, Tensor> notes =
                Safetensors.read(folder.resolve("run/diary.safetensors")).tensors();
        TreeSet<String> names = new TreeSet<>(notes.keySet());
        assertEquals(13, names.size(), names.toString());
        assertTrue(names.contains("1.bleu") && names.contains("13.bleu"), names.toString());
        assertTrue(notes.values().stream().allMatch(bleu -> bleu.item() >= 0 && bleu.item() <= 100), notes.toString());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("BLEU by epoch"), "the section");
        assertTrue(report.contains("Of 2 texts of the validation data"), "what it was measured on");
        assertTrue(report.contains("epoch 13, BLEU: "), "a point of each epoch");
    }

    @Test
    void textsThatAreRightOrWrongHaveNone() throws IOException, InterruptedException {
        Object[] train = {"train", "seq2seq-dates", "--limit", 16, "--epochs", 1, "--out", "run"};
        new Command(folder).run(train).ok();
        assertTrue(Files.notExists(folder.resolve("run/diary.safetensors")));
    }
}
