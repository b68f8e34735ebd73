package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.merapi.models.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be written is told, and half of it is nowhere. */
class FullDiskTest {
    @TempDir
    Path folder;

    /** As {@code > /dev/full}: a command's answer that nobody gets is no success. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo",
                "doctor",
                "--help",
                "help train",
                "predict --help",
                "--version",
                "bench --filter gemm/nn/64 --seconds 0.01 --threads 1"
            })
    void standardOutputIsFull(String args) {
        Here.into(new Full(), (Object[]) args.split(" "))
                .failed(1, "standard output couldn't be written to its end", "give it another place");
    }

    @Test
    void trainingEndsAllTheSame() {
        Path run = folder.resolve("run");
        Here.into(new Full(), "train", "unet-shapes", "--limit", 8, "--epochs", 1, "--threads", 1, "--out", run)
                .failed(1, "standard output couldn't be written to its end");
        assertTrue(Files.exists(run.resolve("report.html")), "the run is whole");
        Here.into(new Full(), "evaluate", run, "--threads", 1)
                .failed(1, "standard output couldn't be written to its end");
    }

    @Test
    void aFailureIsNotToldTwice() {
        Here.into(new Full(), "train", "nothing").failed(2, "there is nothing called 'nothing'");
    }

    /** Of standard output as the system gives it, the system's own words are known. */
    @Test
    void aFullDiskIsToldInTheSystemsWords() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        new Command(folder)
                .through("exec \"$@\" >/dev/full")
                .run("zoo")
                .failed(1, "standard output couldn't be written to its end: ", "; give it another place");
    }

    /** As {@code | head}: who has seen enough isn't told of a full disk, and a shell sees what it sees of other programs. */
    @Test
    void aReaderMayStop() throws IOException, InterruptedException {
        Command.Outcome stopped = new Command(folder)
                .through("\"$@\" | true; exit ${PIPESTATUS[0]}")
                .run("zoo");
        assertEquals(141, stopped.code(), stopped.err());
        assertFalse(stopped.err().contains("merapi"), stopped.err());
    }

    private static final class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @Test
    void aNewFileIsWholeAndReplacesNothing() throws IOException {
        Path file = folder.resolve("made/file.png");
        assertTrue(AtomicFile.writeNew(file, new byte[] {1, 2}));
        assertEquals(false, AtomicFile.writeNew(file, new byte[] {3}));
        assertEquals(2, Files.size(file));
        try (Stream<Path> inside = Files.list(file.getParent())) {
            assertEquals(List.of(file), inside.toList());
        }
    }

    /** Of 1 KiB at most: the mask is bigger, so that its beginning alone would fit. */
    @Test
    void aPictureIsWrittenWhollyOrNotAtAll() throws IOException, InterruptedException {
        Path run = folder.resolve("shapes");
        Here.run("train", "unet-shapes", "--epochs", 1, "--limit", 8, "--threads", 1, "--out", run)
                .ok();
        Path scene = Stripes.draw(folder.resolve("scene.png"), 3, 40, true);
        Path out = Files.createDirectories(folder.resolve("masks"));
        Command small = new Command(folder).filesUpTo(1);
        small.run("predict", run, scene, "--out", out)
                .failed(1, "couldn't write " + out.resolve("scene-mask.png"), "nothing was written", "--out");
        try (Stream<Path> inside = Files.list(out)) {
            assertEquals(List.of(), inside.toList());
        }
    }
}
