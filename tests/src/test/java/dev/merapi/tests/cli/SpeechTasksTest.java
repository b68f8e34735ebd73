package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.train.Manifest;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of speech from the files to the report, on tones of ten pitches for digits. */
class SpeechTasksTest {
    private static final int[] TAKES = {0, 5, 10, 11, 12};

    @TempDir
    Path folder;

    private Command merapi;
    private Path recordings;

    @BeforeEach
    void writeTones() throws IOException {
        // Scalar kernels have the same bits and are compiled sooner, which counts in runs this short.
        merapi = new Command(folder).jvm("-Dmerapi.simd=scalar");
        recordings = Files.createDirectories(folder.resolve("tones/recordings"));
        for (int digit = 0; digit < 10; digit++) {
            for (int take : TAKES) {
                write(digit + "_jackson_" + take + ".wav", tone(digit, 1600 + 40 * take, 8000), 8000);
            }
        }
    }

    private void write(String name, float[] samples, int rate) {
        Wav.write(recordings.resolve(name), Sound.mono(Tensor.of(samples), rate));
    }

    private static float[] tone(int digit, int length, int rate) {
        float[] samples = new float[length];
        for (int t = 0; t < length; t++) {
            samples[t] = (float) (0.5 * StrictMath.sin(2 * Math.PI * (300 + 250 * digit) * t / rate));
        }
        return samples;
    }

    @Test
    void digitsAreRecognizedAndReported() throws IOException, InterruptedException {
        write("3_jackson_13.wav", tone(3, 3200, 16000), 16000);
        Command.Outcome trained = merapi.run(
                        "train", "speech-fsdd", "--data", "tones", "--epochs", 3, "--batch", 10, "--out", "run")
                .ok();
        assertTrue(
                trained.out()
                        .contains("a recording was brought to 8000 Hz and one channel, such as 3_jackson_13.wav"
                                + " (resampled from 16000 to 8000 Hz)"),
                trained.out());
        assertTrue(trained.out().contains("31 recordings to train on, 10 to validate on"), trained.out());
        double accuracy = Manifest.read(folder.resolve("run/manifest.json"))
                .result()
                .orElseThrow()
                .metrics()
                .get("test accuracy");
        assertTrue(accuracy >= 0 && accuracy <= 1, "accuracy " + accuracy);
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
        Command.Outcome heard = merapi.run("predict", "run", recordings.resolve("3_jackson_13.wav"))
                .ok();
        assertTrue(heard.out().contains("3_jackson_13.wav (resampled from 16000 to 8000 Hz)"), heard.out());
        assertEquals(6, heard.out().lines().count(), "the file and the five likeliest digits: " + heard.out());
        merapi.run("predict", "run", "run/report.html").failed(1, "report.html", "this is no WAV file");
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("media-src data:") && report.contains("src=\"data:audio/wav;base64,"), "sounds");
        assertTrue(
                Pattern.compile("alt=\"spectrum of [a-z]+, [^\"]+ sure; [^\"]+[.]wav\"")
                                .matcher(report)
                                .find()
                        && report.contains("Who is taken for whom"),
                "pictures");
    }

    @Test
    void stringsAreRecognizedAndBitsDontDependOnThreads() throws IOException, InterruptedException {
        byte[] one = strings("one", 1);
        assertArrayEquals(one, strings("two", 2));
        String report = Files.readString(folder.resolve("one/report.html"));
        assertTrue(report.contains("class=\"aligned\"") && report.contains("class=\"peaks\""), "aligned, over time");
        merapi.run("train", "--resume", "one", "--epochs", 2).ok();
        write("long.wav", tone(3, 6400, 16000), 16000);
        Command.Outcome heard =
                merapi.run("predict", "one", recordings.resolve("long.wav")).ok();
        assertTrue(
                heard.out().matches("\\S*long.wav \\(resampled from 16000 to 8000 Hz\\)\n  (\\d+|no digit)\n"),
                heard.out());
        merapi.run("predict", "one", "one/report.html").failed(1, "report.html", "this is no WAV file");
    }

    private byte[] strings(String out, int threads) throws IOException, InterruptedException {
        Object[] train = {
            "train",
            "ctc-fsdd",
            "--data",
            "tones",
            "--epochs",
            1,
            "--limit",
            8,
            "--batch",
            8,
            "--threads",
            threads,
            "--out",
            out
        };
        Command.Outcome trained = merapi.run(train).ok();
        assertTrue(trained.last().startsWith("word error rate "), trained.out());
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test
    void synthesizerLeavesSoundsInItsFolder() throws IOException, InterruptedException {
        Command.Outcome trained = merapi.run(
                        "train", "tacotron-fsdd", "--data", "tones", "--epochs", 1, "--limit", 10, "--out", "run")
                .ok();
        assertTrue(trained.last().startsWith("recognized digits "), trained.out());
        Sound seven = Wav.read(folder.resolve("run/seven.wav"));
        assertEquals(8000, seven.rate());
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(
                report.contains("alt=\"which letters of seven it looks at\"")
                        && report.contains("alt=\"spectrum of 7_jackson_0.wav, the speaker\""),
                "beside recordings");
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Object[] speech = {"train", "speech-fsdd", "--data", "tones"};
        Wav.write(recordings.resolve("4_jackson_14.wav"), new Sound(Tensor.zeros(2, 1000), 8000));
        byte[] stereo = Files.readAllBytes(recordings.resolve("4_jackson_14.wav"));
        Files.write(recordings.resolve("4_jackson_14.wav"), Arrays.copyOf(stereo, 100));
        merapi.run(speech).failed(1, "4_jackson_14.wav", "the file is cut short");
        Files.delete(recordings.resolve("4_jackson_14.wav"));
        Files.createDirectories(folder.resolve("nothing/recordings"));
        merapi.run("train", "speech-fsdd", "--data", "nothing").failed(1, "nothing", "no recording in it");
        merapi.run("train", "speech-fsdd").failed(2, "comes without data", "7_jackson_32.wav");
        Path other = Files.createDirectories(folder.resolve("ann/recordings"));
        Wav.write(other.resolve("1_ann_7.wav"), Sound.mono(Tensor.zeros(1000), 8000));
        merapi.run("train", "tacotron-fsdd", "--data", "ann").failed(1, "are of ann, but jackson's are wanted");
        merapi.run("train", "ctc-fsdd", "--data", "ann")
                .failed(1, "has 0 recordings to learn from (takes 10 and higher), 1 to validate on");
    }
}
