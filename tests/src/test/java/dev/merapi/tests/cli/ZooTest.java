package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zoo}: lists, trains, judges, and keeps the page of what was reached. */
class ZooTest {
    private static final Path DOCS = Path.of(System.getProperty("merapi.root", ".."), "docs");

    @TempDir
    Path folder;

    @Test
    void listNamesTasksAndTargets() throws IOException, InterruptedException {
        String out = new Command(folder).run("zoo").ok().out();
        assertTrue(out.contains("fashion-mnist"), out);
        assertTrue(out.contains("test accuracy >= 0.915"), out);
    }

    @Test
    void checkWritesThePage() throws IOException, InterruptedException {
        Path data = Stripes.write(folder.resolve("stripes"), 200, 50);
        Path docs = Files.createDirectories(folder.resolve("docs/zoo")).getParent();
        Files.writeString(docs.resolve("decisions.md"), "# Decisions\n");
        for (Path record : records()) {
            Files.copy(record, docs.resolve("zoo").resolve(record.getFileName()));
        }
        Command merapi = new Command(folder).jvm("-Dmerapi.home=" + folder);
        merapi.run("zoo", "--check", "mlp", "--data", data).ok();
        Json entry = Json.read(docs.resolve("zoo/mlp.json"));
        String command = "./merapi zoo --check mlp --data " + data;
        assertEquals(command, entry.get("command").string());
        assertEquals(10, entry.get("epochs").integer());
        assertTrue(entry.get("metrics").get("test accuracy").number() > 0.5);
        double seconds = entry.get("seconds").number();
        assertTrue(seconds > 0, "a quick training takes some part of a second, not " + seconds);
        List<String> page = Files.readAllLines(docs.resolve("ZOO.md"));
        assertTrue(row(page, "[`mlp`](zoo/mlp.json)").contains("| test accuracy >= 0.875 | "));
        assertTrue(row(page, "`" + command + "`").contains(" | stripes | 0 | 10, 128, 0.001 | "));
        assertEquals(withoutMlp(page), withoutMlp(Files.readAllLines(DOCS.resolve("ZOO.md"))));
        assertTrue(Files.exists(folder.resolve("runs/mlp-1/report.html")));
    }

    @Test
    void thePageHoldsAllThatWasMeasured() throws IOException {
        List<String> page = Files.readAllLines(DOCS.resolve("ZOO.md"));
        for (Path file : records()) {
            Json entry = Json.read(file);
            String row = row(page, "`" + entry.get("command").string() + "`");
            assertTrue(row.contains(" | " + entry.get("seed") + " | "), row);
            for (String metric : entry.get("metrics").fields().keySet()) {
                assertTrue(row.contains(" " + metric + " "), metric + " isn't in " + row);
            }
        }
    }

    private static List<Path> records() throws IOException {
        try (Stream<Path> records = Files.list(DOCS.resolve("zoo"))) {
            return records.toList();
        }
    }

    /** The only one that begins so. */
    private static String row(List<String> page, String begin) {
        List<String> rows = page.stream()
                .filter(line -> line.startsWith("| " + begin + " |"))
                .toList();
        assertEquals(1, rows.size(), begin + ": " + rows);
        return rows.getFirst();
    }

    private static List<String> withoutMlp(List<String> page) {
        return page.stream()
                .filter(line -> !line.startsWith("| [`mlp`]") && !line.startsWith("| `./merapi zoo --check mlp"))
                .toList();
    }

    @Test
    void withoutSourcesNothingIsWritten() throws IOException, InterruptedException {
        Path data = Stripes.write(folder.resolve("stripes"), 100, 50);
        new Command(folder).run("zoo", "--check", "mlp", "--data", data).ok();
        assertFalse(Files.exists(folder.resolve("docs")));
    }

    @Test
    void missedTargetFails() throws IOException, InterruptedException {
        Path data = Stripes.write(folder.resolve("stripes"), 60, 10);
        new Command(folder)
                .run("zoo", "--check", "fashion-mnist", "--data", data)
                .failed(1, "missed: fashion-mnist has test accuracy", "not test accuracy >= 0.915");
    }

    @Test
    void mistakesAreSentences() throws IOException, InterruptedException {
        Command merapi = new Command(folder);
        merapi.run("zoo", "--check", "mpl").failed(2, "nothing called 'mpl' in the zoo", "did you mean mlp?");
        merapi.run("zoo", "--check", "mlp", "cifar10", "--data", ".").failed(2, "check one");
        merapi.run("zoo", "--check", "mlp").failed(1, "mlp's data isn't there");
    }
}
