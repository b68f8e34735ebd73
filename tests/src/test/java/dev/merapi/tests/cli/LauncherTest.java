package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        Files.createFile(folder.resolve(".merapi-build"));
        assertEquals(
                "merapi has to build itself, but can't write into " + folder.toRealPath()
                        + ": let somebody who may run it once, or copy the folder.\n",
                said(1));
    }

    /** Killed between taking the lock and writing its number, a build leaves a lock that nobody would ever give back. */
    @Test
    void aLockWithoutAnOwnerIsTakenOver() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve(".merapi-build"));
        // The folder has no sources, so that the build fails, but it begins.
        String text = said(2);
        assertTrue(text.startsWith("building Merapi (first use)..."), text);
        assertFalse(Files.exists(folder.resolve(".merapi-build")), "the lock is given back");
    }

    /** What the script says in the folder, where it fails within so many minutes. */
    private String said(int minutes) throws IOException, InterruptedException {
        Path script = folder.resolve("merapi");
        Files.copy(Path.of(System.getProperty("merapi.root", ".."), "merapi"), script);
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder("sh", script.toString(), "doctor")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(process.waitFor(minutes, TimeUnit.MINUTES), "still waiting");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(1, process.exitValue());
        return Files.readString(said, StandardCharsets.UTF_8);
    }
}
