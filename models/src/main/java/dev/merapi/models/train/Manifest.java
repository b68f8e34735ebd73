package dev.merapi.models.train;

import dev.merapi.models.data.Normalization;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a run's tensors don't say: which model they belong to, how an image becomes its input, what its outputs are called,
 * how it was trained and how well it did. {@code manifest.json} of a run folder; a file that isn't one is refused with a
 * sentence.
 *
 * @param task the name that trained it, such as {@code fashion-mnist}
 * @param input an input's shape without the batch: channels, height, width
 * @param classNames the outputs' names, in order
 * @param normalization how pixels become inputs
 * @param settings how it was trained
 * @param result how well it did; empty until training has ended
 * @param environment versions, for people
 */
public record Manifest(
        String task,
        List<Integer> input,
        List<String> classNames,
        Normalization normalization,
        Settings settings,
        Optional<Result> result,
        Map<String, String> environment) {
    private static final String FORMAT = "merapi-run-1";
    private static final long LARGEST = 1 << 20;

    /**
     * How a run was trained.
     *
     * @param data the folder of the images
     * @param limit the first so many images only, or 0 for all
     * @param patience epochs without improvement until it stops, or 0 for never
     * @param checkpointEvery steps between checkpoints, or 0 for one at an epoch's end alone
     */
    public record Settings(
            String data, int epochs, int batch, double rate, long seed, int limit, int patience, int checkpointEvery) {
        /** With another number of epochs. */
        public Settings epochs(int n) {
            return new Settings(data, n, batch, rate, seed, limit, patience, checkpointEvery);
        }

        /** With the images somewhere else. */
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
     */
    public record Result(int epochs, double testAccuracy, double testLoss, double seconds, Optional<String> stopped) {}

    /** Checks the parts that must fit together. */
    public Manifest {
        input = List.copyOf(input);
        classNames = List.copyOf(classNames);
        environment = Map.copyOf(environment);
        for (String name : classNames) {
            if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a class name is empty or holds control characters; write plain text");
            }
        }
        if (input.size() != 3 || classNames.isEmpty() || normalization.mean().size() != input.getFirst()) {
            throw new IllegalArgumentException(
                    "an input " + input + " with " + normalization.mean().size()
                            + " channel means and " + classNames.size()
                            + " class names describes no image classifier; it needs [channels, height, width] and a mean for each"
                            + " channel");
        }
    }

    /** With a result. */
    public Manifest result(Result r) {
        return new Manifest(task, input, classNames, normalization, settings, Optional.of(r), environment);
    }

    /** With other settings, and no result yet. */
    public Manifest settings(Settings s) {
        return new Manifest(task, input, classNames, normalization, s, Optional.empty(), environment);
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
        fields.put("input", Json.array(input.stream().map(Json::of).toList()));
        fields.put("class_names", Json.array(classNames.stream().map(Json::of).toList()));
        fields.put(
                "mean", Json.array(normalization.mean().stream().map(Json::of).toList()));
        fields.put("std", Json.array(normalization.std().stream().map(Json::of).toList()));
        fields.put("settings", settingsJson());
        result.ifPresent(r -> fields.put("result", resultJson(r)));
        Map<String, Json> versions = new LinkedHashMap<>();
        environment.keySet().stream().sorted().forEach(key -> versions.put(key, Json.of(environment.get(key))));
        fields.put("environment", Json.object(versions));
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
        fields.put("test_accuracy", Json.of(r.testAccuracy));
        fields.put("test_loss", Json.of(r.testLoss));
        fields.put("seconds", Json.of(r.seconds));
        r.stopped.ifPresent(reason -> fields.put("stopped", Json.of(reason)));
        return Json.object(fields);
    }

    private static Manifest of(Json json) {
        if (!json.find("format").equals(Optional.of(Json.of(FORMAT)))) {
            throw new JsonException("the field \"format\" isn't \"" + FORMAT + "\"; name the manifest.json of a run");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        json.get("environment").fields().forEach((key, value) -> environment.put(key, value.string()));
        return new Manifest(
                json.get("task").string(),
                list(json, "input", item -> number(item, "input", 1, LARGEST)),
                list(json, "class_names", Json::string),
                new Normalization(list(json, "mean", Json::number), list(json, "std", Json::number)),
                settingsOf(json.get("settings")),
                json.find("result").map(Manifest::resultOf),
                environment);
    }

    private static Settings settingsOf(Json json) {
        return new Settings(
                json.get("data").string(),
                number(json.get("epochs"), "epochs", 1, Integer.MAX_VALUE),
                number(json.get("batch"), "batch", 1, Integer.MAX_VALUE),
                json.get("rate").number(),
                json.get("seed").integer(),
                number(json.get("limit"), "limit", 0, Integer.MAX_VALUE),
                number(json.get("patience"), "patience", 0, Integer.MAX_VALUE),
                number(json.get("checkpoint_every"), "checkpoint_every", 0, Integer.MAX_VALUE));
    }

    private static Result resultOf(Json json) {
        return new Result(
                number(json.get("epochs"), "epochs", 0, Integer.MAX_VALUE),
                json.get("test_accuracy").number(),
                json.get("test_loss").number(),
                json.get("seconds").number(),
                json.find("stopped").map(Json::string));
    }

    private static <T> List<T> list(Json json, String field, Function<Json, T> item) {
        return json.get(field).items().stream().map(item).toList();
    }

    private static int number(Json json, String field, long least, long most) {
        long value = json.integer();
        if (value < least || value > most) {
            throw new JsonException("\"" + field + "\" is " + value + ", but must be from " + least + " to " + most);
        }
        return (int) value;
    }
}
