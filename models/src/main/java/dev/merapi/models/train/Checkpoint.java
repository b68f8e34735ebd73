package dev.merapi.models.train;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A training at one moment, in one safetensors file: the model's tensors ({@code model.conv1.weight}), the optimizer's
 * ({@code optimizer.exp_avg.conv1.weight}), what one step leaves to the next ({@code carried.0}) and, as the file's metadata, the progress. One file renamed into place is either
 * the old moment or the new one, whenever the process dies.
 */
public final class Checkpoint {
    private static final String FORMAT = "merapi-checkpoint-1";
    private static final String CARRIED = "carried.";

    private final Path file;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    private Checkpoint(Path file, Safetensors.Contents contents) {
        this.file = file;
        this.tensors = contents.tensors();
        this.metadata = contents.metadata();
    }

    /** Reads and checks a checkpoint file. */
    public static Checkpoint read(Path file) {
        Checkpoint checkpoint = new Checkpoint(file, Safetensors.read(file));
        if (!FORMAT.equals(checkpoint.metadata.get("format"))) {
            throw new FileFormatException(file, "it is no training checkpoint; name a checkpoint.safetensors of a run");
        }
        return checkpoint;
    }

    /** Writes where training stands, atomically: an older checkpoint of that name stays until the new one is whole. */
    public static void write(Path file, Object model, Recipe recipe, Progress progress) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        State.of(model).tensors().forEach((name, tensor) -> tensors.put("model." + name, tensor));
        tensors.putAll(slots(progress));
        tensors.putAll(named(progress.carried()));
        Progress.Tally tally = progress.tally();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("recipe", identity(recipe, progress));
        metadata.putAll(functions(model, recipe));
        metadata.put("epoch", String.valueOf(progress.epoch()));
        metadata.put("step", String.valueOf(progress.step()));
        metadata.put("steps", String.valueOf(progress.steps()));
        metadata.put(
                "tally",
                tally.lossSum() + "," + tally.correct() + "," + tally.classified() + "," + tally.samples() + ","
                        + tally.weight());
        metadata.put(
                "history", progress.history().stream().map(EpochRecord::csv).collect(Collectors.joining("\n")));
        Safetensors.write(file, tensors, metadata);
    }

    /** Puts the checkpoint's tensors into the model and the optimizer's memory, and the progress where it was. */
    void restore(Object model, Recipe recipe, Progress progress) {
        same("", metadata.get("recipe"), identity(recipe, progress));
        // Older checkpoints have none of these, nor have those of functions without a name.
        functions(model, recipe)
                .forEach((what, asked) -> same("the " + what + " ", metadata.getOrDefault(what, asked), asked));
        Map<String, Tensor> targets = new LinkedHashMap<>();
        State.of(model).tensors().forEach((name, tensor) -> targets.put("model." + name, tensor));
        targets.putAll(slots(progress));
        List<Tensor> carried = carried();
        targets.putAll(named(carried));
        try {
            String[] t = field("tally").split(",", 5);
            progress.goTo(
                    Integer.parseInt(field("epoch")), Integer.parseInt(field("step")), Long.parseLong(field("steps")));
            history().forEach(progress::remember);
            progress.tally()
                    .set(
                            Double.parseDouble(t[0]),
                            Long.parseLong(t[1]),
                            Long.parseLong(t[2]),
                            Long.parseLong(t[3]),
                            // Older checkpoints end with the samples, by which they weighed.
                            Double.parseDouble(t[t.length - 1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new FileFormatException(
                    file, "its progress can't be read (" + e.getMessage() + "); use another checkpoint");
        }
        Weights.assign(file, tensors, targets);
        progress.carry(carried);
    }

    private void same(String what, String ran, String asked) {
        if (!asked.equals(ran)) {
            throw new FileFormatException(
                    file,
                    "its training ran with " + what + ran + ", this one asks for " + asked
                            + "; resume with the same settings");
        }
    }

    /** Zeros to be, of the form of what the checkpoint's last step left. */
    private List<Tensor> carried() {
        List<Tensor> carried = new ArrayList<>();
        while (tensors.containsKey(CARRIED + carried.size())) {
            carried.add(tensors.get(CARRIED + carried.size()).zerosLike());
        }
        return carried;
    }

    private static Map<String, Tensor> named(List<Tensor> carried) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        carried.forEach(tensor -> named.put(CARRIED + named.size(), tensor));
        return named;
    }

    private String field(String name) {
        String value = metadata.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static Map<String, Tensor> slots(Progress progress) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        progress.slots()
                .tensors()
                .forEach((slot, tensors) ->
                        tensors.forEach((name, tensor) -> named.put("optimizer." + slot + "." + name, tensor)));
        return named;
    }

    /** What must be the same for the resumed run to equal the unbroken one, but for the number of epochs. */
    private static String identity(Recipe recipe, Progress progress) {
        return "batch " + recipe.batch() + ", shards " + recipe.shards() + ", seed " + recipe.seed() + ", "
                + (recipe.dropLast() ? "full batches alone, " : "")
                + (progress.form().isEmpty() ? "" : progress.form() + ", ") + recipe.optimizer();
    }

    /** The recipe's functions that have a name, each an entry of its own. */
    private static Map<String, String> functions(Object model, Recipe recipe) {
        StableNames names = new StableNames(State.of(model).tensors().values());
        Map<String, String> functions = new LinkedHashMap<>();
        names.of(recipe.schedule()).ifPresent(name -> functions.put("schedule", name));
        names.of(recipe.loss()).ifPresent(name -> functions.put("loss", name));
        return functions;
    }

    /** The epochs that were finished. */
    public List<EpochRecord> history() {
        return metadata.getOrDefault("history", "")
                .lines()
                .map(EpochRecord::parse)
                .toList();
    }
}
