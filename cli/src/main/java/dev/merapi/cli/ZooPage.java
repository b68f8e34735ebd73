package dev.merapi.cli;

import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * docs/ZOO.md: what each task reached when it was checked last, from docs/zoo/NAME.json.
 *
 * @param docs the folder of the page
 */
record ZooPage(Path docs) {
    private static final String HEAD = """
            # The zoo

            Written by `./merapi zoo --check NAME` from real trainings; don't edit. Each row is one run with the \
            task's defaults: the seed is 0 and the result's bits are the same on any machine and any number of threads, the \
            time is not: it's the wall's, on a machine that mostly had other work at hand. `../shared/data` is the developers' folder of data that can't come with Merapi; `--data DIR` names \
            another. What was measured, and how, is in `docs/zoo/NAME.json`.

            | task | network | origin | data | result | target | training | epochs, batch, rate |
            |---|---|---|---|---|---|---|---|
            """;

    /** The page of the sources that Merapi runs from; empty where it runs from its jars alone. */
    static Optional<ZooPage> ofSources() {
        Path docs = Path.of(System.getProperty("merapi.home", "")).resolve("docs");
        return Files.isRegularFile(docs.resolve("decisions.md")) ? Optional.of(new ZooPage(docs)) : Optional.empty();
    }

    /** Keeps an entry and writes the page anew. */
    void put(ZooEntry entry) {
        try {
            Files.createDirectories(docs.resolve("zoo"));
        } catch (IOException e) {
            throw new UncheckedIOException("can't make the folder " + docs.resolve("zoo") + ": " + e.getMessage(), e);
        }
        AtomicFile.write(file(entry.task()), entry.toJson().pretty() + "\n");
        AtomicFile.write(docs.resolve("ZOO.md"), markdown());
    }

    private Path file(String task) {
        return docs.resolve("zoo").resolve(task + ".json");
    }

    private String markdown() {
        return Tasks.ALL.stream()
                .map(Task::name)
                .map(this::file)
                .filter(Files::exists)
                .map(ZooEntry::read)
                .map(ZooPage::row)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(ZooEntry entry) {
        String metrics = entry.toJson().get("metrics").fields().entrySet().stream()
                .limit(2)
                .map(metric -> metric.getKey() + " "
                        + Figures.significant(metric.getValue().number()))
                .collect(Collectors.joining(", "));
        return List.of(
                        "`" + entry.text("task") + "`",
                        entry.text("summary"),
                        entry.text("origin"),
                        entry.text("data"),
                        metrics,
                        entry.text("target") + (entry.text("met").equals("true") ? "" : ", **missed**"),
                        Figures.seconds(entry.toJson().get("seconds").number()),
                        entry.text("epochs") + ", " + entry.text("batch") + ", " + entry.text("learning_rate"))
                .stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
