package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./merapi}, which builds before it starts. */
class LauncherTest {
    @TempDir
    Path folder;

    /** As in a folder that can't be written to, no lock can be taken where a file is in its place. */
    @Test
    void withoutALockItSaysSoInsteadOfWaiting() throws IOException, InterruptedException {
        Path script = folder.resolve("merapi");
        Files.copy(Path.of(System.getProperty("merapi.root", ".."), "merapi"), script);
        Files.createFile(folder.resolve(".merapi-build"));
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder("sh", script.toString(), "doctor")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), "still waiting");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(
                "merapi has to build itself, but can't write into " + folder.toRealPath()
                        + ": let somebody who may run it once, or copy the folder.\n",
                Files.readString(said, StandardCharsets.UTF_8));
        assertEquals(1, process.exitValue());
    }
}
