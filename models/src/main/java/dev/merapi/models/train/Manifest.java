package dev.merapi.models.train;

import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run's tensors don't say: which model they belong to, how its data becomes its input, how it was trained and how
 * well it did. {@code manifest.json} of a run folder; a file that isn't one is refused with a sentence.
 *
 * @param task the name that trained it, such as {@code fashion-mnist}
 * @param details an object of what the task must know to use the model: of images their size, of text its vocabulary
 * @param settings how it was trained
 * @param result how well it did; empty until training has ended
 * @param environment versions and the like of its first start, for people
 * @param resumed the same of each time that it was gone on with
 */
public record Manifest(
        String task,
        Json details,
        Settings settings,
        Optional<Result> result,
        Map<String, String> environment,
        List<Map<String, String>> resumed) {
    private static final String FORMAT = "merapi-run-2";

    /**
     * How a run was trained.
     *
     * @param data the folder of the data
     * @param limit the first so many samples only, or 0 for all
     * @param patience epochs without improvement until it stops, or 0 for never
     * @param checkpointEvery steps between checkpoints, or 0 for one at an epoch's end alone
     */
    public record Settings(
            String data, int epochs, int batch, double rate, long seed, int limit, int patience, int checkpointEvery) {
        /** With another number of epochs. */
        public Settings epochs(int n) {
            return new Settings(data, n, batch, rate, seed, limit, patience, checkpointEvery);
        }

        /** With the data somewhere else. */
        public Settings data(String folder) {
            return new Settings(folder, epochs, batch, rate, seed, limit, patience, checkpointEvery);
        }
    }

    /**
     * How a run did.
     *
     * @param epochs finished epochs
     * @param seconds of training, summed over the epochs
     * @param stopped why it ended early, or nothing
     * @param metrics by name, such as {@code test accuracy}, the most telling one first
     */
    public record Result(int epochs, double seconds, Optional<String> stopped, Map<String, Double> metrics) {
        /** Keeps the metrics' order. */
        public Result {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /** Copies the maps and checks the details. */
    public Manifest {
        environment = Map.copyOf(environment);
        resumed = resumed.stream().map(Map::copyOf).toList();
        details.fields();
    }

    /** Of a run that wasn't resumed. */
    public Manifest(
            String task, Json details, Settings settings, Optional<Result> result, Map<String, String> environment) {
        this(task, details, settings, result, environment, List.of());
    }

    /** With a result. */
    public Manifest result(Result r) {
        return new Manifest(task, details, settings, Optional.of(r), environment, resumed);
    }

    /** With other settings, and no result yet. */
    public Manifest settings(Settings s) {
        return new Manifest(task, details, s, Optional.empty(), environment, resumed);
    }

    /** Gone on with once more, where that is. */
    public Manifest resumed(Map<String, String> now) {
        return new Manifest(
                task,
                details,
                settings,
                result,
                environment,
                Stream.concat(resumed.stream(), Stream.of(now)).toList());
    }

    /** Writes it, atomically. */
    public void write(Path file) {
        AtomicFile.write(file, toJson().pretty() + "\n");
    }

    /** Reads and checks it. */
    public static Manifest read(Path file) {
        Json json = Json.read(file);
        try {
            return of(json);
        } catch (IllegalArgumentException e) {
            throw new FileFormatException(file, e.getMessage(), new IOException(e));
        }
    }

    private Json toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("format", Json.of(FORMAT));
        fields.put("task", Json.of(task));
        fields.put("details", details);
        fields.put("settings", settingsJson());
        result.ifPresent(r -> fields.put("result", resultJson(r)));
        fields.put("environment", factsJson(environment));
        if (!resumed.isEmpty()) {
            fields.put(
                    "resumed",
                    Json.array(resumed.stream().map(Manifest::factsJson).toList()));
        }
        return Json.object(fields);
    }

    private static Json factsJson(Map<String, String> facts) {
        Map<String, Json> fields = new LinkedHashMap<>();
        facts.keySet().stream().sorted().forEach(key -> fields.put(key, Json.of(facts.get(key))));
        return Json.object(fields);
    }

    private Json settingsJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("data", Json.of(settings.data));
        fields.put("epochs", Json.of(settings.epochs));
        fields.put("batch", Json.of(settings.batch));
        fields.put("rate", Json.of(settings.rate));
        fields.put("seed", Json.of(settings.seed));
        fields.put("limit", Json.of(settings.limit));
        fields.put("patience", Json.of(settings.patience));
        fields.put("checkpoint_every", Json.of(settings.checkpointEvery));
        return Json.object(fields);
    }

    private static Json resultJson(Result r) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("epochs", Json.of(r.epochs));
        fields.put("seconds", Json.of(r.seconds));
        r.stopped.ifPresent(reason -> fields.put("stopped", Json.of(reason)));
        Map<String, Json> metrics = new LinkedHashMap<>();
        // JSON has no NaN: what couldn't be measured is left out.
        r.metrics.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.put(name, Json.of(value));
            }
        });
        fields.put("metrics", Json.object(metrics));
        return Json.object(fields);
    }

    private static Manifest of(Json json) {
        if (!json.find("format").equals(Optional.of(Json.of(FORMAT)))) {
            throw new JsonException("the field \"format\" isn't \"" + FORMAT + "\"; name the manifest.json of a run");
        }
        return new Manifest(
                json.get("task", Json::string),
                json.get("details"),
                settingsOf(json.get("settings")),
                json.find("result").map(Manifest::resultOf),
                factsOf(json.get("environment")),
                json.find("resumed")
                        .map(_ -> json.get("resumed", Manifest::timesOf))
                        .orElse(List.of()));
    }

    private static List<Map<String, String>> timesOf(Json json) {
        return json.items().stream().map(Manifest::factsOf).toList();
    }

    private static Map<String, String> factsOf(Json json) {
        Map<String, String> facts = new LinkedHashMap<>();
        json.fields().keySet().forEach(key -> facts.put(key, json.get(key, Json::string)));
        return facts;
    }

    private static Settings settingsOf(Json json) {
        return new Settings(
                json.get("data", Json::string),
                number(json, "epochs", 1),
                number(json, "batch", 1),
                rate(json),
                json.get("seed", Json::integer),
                number(json, "limit", 0),
                number(json, "patience", 0),
                number(json, "checkpoint_every", 0));
    }

    private static Result resultOf(Json json) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Json measured = json.get("metrics");
        measured.fields().keySet().forEach(name -> metrics.put(name, measured.get(name, Json::number)));
        return new Result(
                number(json, "epochs", 0),
                json.get("seconds", Json::number),
                json.find("stopped").map(Json::string),
                metrics);
    }

    private static int number(Json json, String field, int least) {
        long value = json.get(field, Json::integer);
        if (value < least || value > Integer.MAX_VALUE) {
            throw new JsonException("the field \"" + field + "\" is " + value + ", but must be from " + least + " to "
                    + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static double rate(Json json) {
        double rate = json.get("rate", Json::number);
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new JsonException("the field \"rate\" is " + rate + ", but must be above 0 and finite");
        }
        return rate;
    }
}
