package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.cli.text.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs from sources names their commit; and times, which records keep beside it. */
class CheckoutTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String SAID = "merapi commit 0123456789ab on Java ";

    @TempDir
    Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private String version(Path home) throws IOException, InterruptedException {
        return new Command(folder)
                .jvm("-Dmerapi.home=" + home)
                .run("--version")
                .ok()
                .out();
    }

    @Test
    void branchesAreFollowed() throws IOException, InterruptedException {
        write(".git/HEAD", "ref: refs/heads/main");
        write(".git/refs/heads/main", COMMIT);
        String out = version(folder);
        assertTrue(out.startsWith(SAID), out);
    }

    @Test
    void worktreesShareTheirRepositorysPackedBranches() throws IOException, InterruptedException {
        write("repository/.git/packed-refs", "# pack-refs with: peeled\n" + COMMIT + " refs/heads/wide");
        write("repository/.git/worktrees/wide/HEAD", "ref: refs/heads/wide");
        write("repository/.git/worktrees/wide/commondir", "../..");
        write("wide/.git", "gitdir: " + folder.resolve("repository/.git/worktrees/wide"));
        String out = version(folder.resolve("wide"));
        assertTrue(out.startsWith(SAID), out);
    }

    /** Records of runs from classes say both, as those of the jar do, whose module has the version. */
    @Test
    void theVersionOfTheSourcesStandsBeforeIt() throws IOException, InterruptedException {
        write("pom.xml", "<project>\n  <artifactId>merapi</artifactId>\n  <version>9.8.7</version>\n</project>");
        String out = version(folder);
        assertTrue(out.startsWith("merapi 9.8.7 on Java "), out);
        write(".git/HEAD", COMMIT);
        out = version(folder);
        assertTrue(out.startsWith("merapi 9.8.7, commit 0123456789ab on Java "), out);
    }

    @Test
    void withoutGitItIsUnknown() throws IOException, InterruptedException {
        write(".git/HEAD", "ref: refs/heads/none");
        String out = version(folder);
        assertTrue(out.startsWith("merapi unknown on Java "), out);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0042, 0.004 s",
        "0.042, 0.04 s",
        "0.42, 0.4 s",
        "4.2, 4.2 s",
        "42.4, 42 s",
        "185, 3 min 5 s",
        "0, 0.000 s"
    })
    void shortTimesKeepADigit(double seconds, String text) {
        assertEquals(text, Figures.seconds(seconds));
    }
}
