package dev.merapi.cli;

import dev.merapi.cli.task.Target;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * docs/ZOO.md: what each task reached when it was checked last, from docs/zoo/NAME.json.
 *
 * @param docs the folder of the page
 */
record ZooPage(Path docs) {
    private static final String HEAD = """
            # The zoo

            Written by `./merapi zoo --check NAME` from real trainings; don't edit. Each network was trained once, with its \
            task's defaults. What was measured, and how, is in the record that its name leads to, `docs/zoo/NAME.json`; \
            from which data, by which command, how long it took and all results are in [the runs](#runs) below.

            | task | network | origin | target | reached |
            |---|---|---|---|---|
            """;

    private static final String RUNS = """

            ## Runs

            A result's bits are the same on any machine and any number of threads, the time is not: it's the wall's, on a \
            machine that mostly had other work at hand. The data are a folder of `data`, which comes with Merapi, or of \
            `../shared/data`, the developers' folder of data that can't come with it; `--data DIR` names another.

            | command | data | seed | epochs, batch, rate | time | results |
            |---|---|---|---|---|---|
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
        return HEAD + rows(ZooPage::network) + RUNS + rows(ZooPage::run);
    }

    /** One for each task that has been checked. */
    private String rows(BiFunction<Task, ZooEntry, List<String>> cells) {
        return Tasks.ALL.stream()
                .filter(task -> Files.exists(file(task.name())))
                .map(task -> cells.apply(task, ZooEntry.read(file(task.name()))).stream()
                        .map(cell -> cell.replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    /** What it is and how good; of the results those that the target bounds, in its order. */
    private static List<String> network(Task task, ZooEntry entry) {
        Map<String, Json> metrics = entry.toJson().get("metrics").fields();
        String reached = task.target().map(Target::bounds).orElse(List.of()).stream()
                .map(Target.Bound::metric)
                .filter(metrics::containsKey)
                .map(metric -> figure(metrics.get(metric)))
                .collect(Collectors.joining(" and "));
        return List.of(
                "[`" + entry.text("task") + "`](zoo/" + entry.text("task") + ".json)",
                entry.text("summary"),
                entry.text("origin"),
                entry.text("target"),
                reached + (entry.text("met").equals("true") ? "" : ", **missed**"));
    }

    /** How to see it again. */
    private static List<String> run(Task task, ZooEntry entry) {
        Json json = entry.toJson();
        String rate =
                new BigDecimal(entry.text("learning_rate")).stripTrailingZeros().toPlainString();
        return List.of(
                "`" + entry.text("command") + "`",
                entry.text("data"),
                entry.text("seed"),
                entry.text("epochs") + ", " + entry.text("batch") + ", " + rate,
                Figures.seconds(json.get("seconds").number()),
                json.get("metrics").fields().entrySet().stream()
                        .map(metric -> metric.getKey() + " " + figure(metric.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    private static String figure(Json metric) {
        double x = metric.number();
        return x == Math.rint(x) ? Figures.count(Math.round(x)) : Figures.significant(x);
    }
}
