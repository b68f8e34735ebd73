package dev.merapi.cli;

import dev.merapi.cli.report.Surroundings;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.text.Pasted;
import dev.merapi.models.io.Json;
import dev.merapi.models.train.Manifest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one check of the zoo found: a row of docs/ZOO.md, kept as docs/zoo/NAME.json. */
record ZooEntry(String task, Map<String, Json> fields) {
    private static final MathContext DIGITS = new MathContext(3);

    /**
     * Of a finished run.
     *
     * @param data the folder that was named for it, if one was
     */
    static ZooEntry of(Task task, Manifest manifest, Optional<Path> data) {
        Manifest.Result result = manifest.result().orElseThrow();
        Manifest.Settings settings = manifest.settings();
        Map<String, Json> metrics = new LinkedHashMap<>();
        result.metrics().forEach((name, value) -> metrics.put(name, Json.of(value)));
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("task", Json.of(task.name()));
        fields.put("summary", Json.of(task.summary()));
        fields.put("origin", Json.of(task.origin()));
        fields.put("data", Json.of(Path.of(settings.data()).getFileName().toString()));
        fields.put(
                "command",
                Json.of("./merapi zoo --check " + task.name()
                        + data.map(folder -> " --data " + Pasted.path(folder)).orElse("")));
        fields.put("target", Json.of(task.target().map(Object::toString).orElse("none")));
        fields.put(
                "met",
                Json.of(task.target()
                        .map(target -> target.isMet(result.metrics()))
                        .orElse(true)));
        fields.put("metrics", Json.object(metrics));
        fields.put("epochs", Json.of(result.epochs()));
        fields.put("batch", Json.of(settings.batch()));
        fields.put("learning_rate", Json.of(settings.rate()));
        fields.put("seed", Json.of(settings.seed()));
        fields.put("seconds", rounded(result.seconds()));
        fields.put("date", Json.of(LocalDate.now(ZoneOffset.UTC).toString()));
        fields.put(
                "environment",
                Json.of(manifest.environment().entrySet().stream()
                        .filter(fact -> !fact.getKey().equals(Surroundings.DATE))
                        .sorted(Map.Entry.comparingByKey())
                        .map(fact -> fact.getKey() + " " + fact.getValue())
                        .collect(Collectors.joining("; "))));
        return new ZooEntry(task.name(), fields);
    }

    /** Whole seconds, or three digits where they are fewer: a quick training takes 0.042. */
    private static Json rounded(double seconds) {
        return seconds < 100
                ? Json.of(new BigDecimal(seconds).round(DIGITS).doubleValue())
                : Json.of(Math.round(seconds));
    }

    /** What {@link #toJson} wrote. */
    static ZooEntry read(Path file) {
        Json json = Json.read(file);
        return new ZooEntry(json.get("task").string(), json.fields());
    }

    Json toJson() {
        return Json.object(fields);
    }

    String text(String field) {
        Json value = toJson().get(field);
        return value instanceof Json.Str(String text) ? text : value.toString();
    }
}
